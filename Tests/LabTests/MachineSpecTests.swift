import Scenarios
import Testing

@testable import Lab

@Suite struct MachineSpecTests {
    private func spec(
        _ number: Int, network: MachineSpec.Network, accelerator: Accelerator = .tcg,
        shape: LinkShape = LinkShape(), folder: String = "/tmp/lab", reservedBytes: Int = 0
    ) -> MachineSpec {
        MachineSpec(
            name: number == 1 ? "source" : "destination", number: number, folder: folder,
            kernel: "/k", image: "/i", accelerator: accelerator, memoryBytes: 1 << 30,
            reservedBytes: reservedBytes, cpus: 2, shape: shape, ports: 2, network: network)
    }

    @Test func oneListensAndTheOtherConnects() {
        let first = spec(1, network: .listens).arguments
        let second = spec(2, network: .connects).arguments
        #expect(
            first.contains("stream,id=n0,server=on,addr.type=unix,addr.path=/tmp/lab/link"))
        #expect(
            second.contains("stream,id=n0,server=off,addr.type=unix,addr.path=/tmp/lab/link"))
        #expect(first.contains { $0.contains("mac=52:54:00:00:00:01,host_mtu=4200") })
        #expect(second.contains { $0.contains("mac=52:54:00:00:00:02,host_mtu=4200") })
    }

    @Test func sizesAndAcceleratorsArePassedOn() {
        let words = spec(1, network: .alone, accelerator: .kvm).arguments.joined(separator: " ")
        #expect(words.contains("-accel kvm -cpu host -m 1024 -smp 2 -kernel /k -initrd /i"))
        #expect(spec(1, network: .alone).arguments.contains("tcg,thread=multi"))
    }

    @Test func everyPortHasASocketOfItsOwn() {
        let words = spec(1, network: .alone).arguments
        #expect(words.contains("socket,id=c0,server=on,wait=off,path=/tmp/lab/source.0"))
        #expect(words.contains("socket,id=c1,server=on,wait=off,path=/tmp/lab/source.1"))
        #expect(words.contains("virtserialport,chardev=c1,name=bench.1"))
    }

    @Test func aCommaInAPathIsDoubled() {
        let words = spec(1, network: .alone, folder: "/a,b").arguments
        #expect(words.contains("socket,id=c0,server=on,wait=off,path=/a,,b/source.0"))
    }

    @Test func theCommandLineSaysWhatDiffers() throws {
        let shape = LinkShape(
            rate: try ByteRate(parsing: "1Gb/s"), delay: .milliseconds(5), loss: 0.01)
        let line = spec(2, network: .connects, shape: shape).commandLine
        #expect(line.contains("lab.name=destination lab.address=10.77.0.2/24 lab.peer=10.77.0.1"))
        #expect(
            line.hasSuffix(
                "lab.shape=limit,20000,delay,5000us,loss,1.0%,rate,1000000000bit"))
        let alone = spec(1, network: .alone).commandLine
        #expect(!alone.contains("lab.peer"))
        #expect(!alone.contains("lab.shape"))
    }

    @Test func hugePagesAreReservedAtBootWherePlanned() {
        let line = spec(1, network: .alone, reservedBytes: 64 << 20).commandLine
        #expect(line.contains("hugepagesz=2M hugepages=32"))
        #expect(!spec(1, network: .alone).commandLine.contains("hugepages"))
    }

    @Test func whatIsReservedMustLeaveRoom() throws {
        func check(memory: Int, reserved: Int) throws(LabError) {
            try Lab.check(
                LabOptions(memoryBytes: memory << 20, reservedBytes: reserved << 20, executable: "")
            )
        }
        try check(memory: 576, reserved: 64)
        let error = #expect(throws: LabError.self) { try check(memory: 575, reserved: 64) }
        let words = "\(try #require(error))"
        #expect(words.contains("512 MiB at least, and 64 MiB to reserve for page_size 2MiB"))
        #expect(words.contains("--machine-memory 1088MiB"))
    }

    @Test func thePlanNamesBothEnds() {
        let pair = LabPlan(folder: "/tmp/it's", isSolo: false)
        #expect(pair.agentSocket(isSource: true) == "/tmp/it's/source.0")
        #expect(pair.agentSocket(isSource: false) == "/tmp/it's/destination.1")
        #expect(pair.dataAddress == "10.77.0.2")
        #expect(
            pair.agentCommand(isSource: true, executable: "/b")
                == #"/b lab call '/tmp/it'\''s/source.0'"#)
        let solo = LabPlan(folder: "/tmp/lab", isSolo: true)
        #expect(solo.agentSocket(isSource: true) == "/tmp/lab/solo.0")
        #expect(solo.agentSocket(isSource: false) == "/tmp/lab/solo.1")
        #expect(solo.dataAddress == "10.77.0.1")
        #expect(solo.shellSocket(of: "source") == nil)
    }

    @Test(arguments: [("1%", 0.01), ("0.5", 0.5), ("0", 0), ("50%", 0.5)])
    func lossIsAShare(text: String, share: Double) throws {
        #expect(abs(try #require(LinkShape.share(parsing: text)) - share) < 1e-9)
    }

    @Test(arguments: [
        "", "%", "1", "100%", "50.1%", "0.999999999", "-1%", "nan", "inf", "1 %", "x",
    ])
    func lossIsNothingElse(text: String) { #expect(LinkShape.share(parsing: text) == nil) }

    @Test func theConsoleTellsStepsFromTheRest() {
        let console = Console()
        console.append(Array("SeaBIOS\r\n\u{1B}c[ 1.0] bench-lab: ker".utf8))
        #expect(console.steps.isEmpty)
        console.append(Array("nel\r\nnoise\nbench-lab: ready\n".utf8))
        #expect(console.steps == ["kernel", "ready"])
        #expect(console.tail.hasSuffix("noise\nbench-lab: ready"))
        #expect(!console.hasEnded)
    }
}
