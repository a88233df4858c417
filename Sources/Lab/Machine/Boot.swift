internal import Platform

/// Boots the machines of a lab and waits for them.
struct Boot {
    let options: LabOptions
    let plan: LabPlan
    /// The lab's folder, where it goes with this process.
    let ownFolder: String?
    let kernel: Kernel
    let image: String
    let isStopped: @Sendable () -> Bool
    let say: (String) -> Void

    /// A machine that came so far and no further.
    private enum Obstacle: Error {
        /// The kernel's first program was not reached in time.
        case hangs(LabError)
        /// The kernel gave up on its way.
        case crashed(LabError)
        case other(LabError)

        var failure: LabError {
            switch self {
            case .hangs(let failure), .crashed(let failure), .other(let failure): failure
            }
        }
    }

    /// Boots with what the options say; `auto` tries KVM first.
    func run(
        _ memory: AccelerationMemory
    ) throws(LabError) -> (Accelerator, [Machine], seconds: Double) {
        switch options.accelerator {
        case .tcg: break
        case .kvm:
            if let reason = Accelerator.obstacleToKVM() {
                throw .refused("KVM cannot be used: \(reason)", remedy: "--accel tcg or auto")
            }
            let start = MonotonicTime.now
            do throws(Obstacle) {
                let machines = try attempt(.kvm)
                memory.keep(isHanging: false)
                return (.kvm, machines, MonotonicTime.now.seconds(since: start))
            } catch { throw error.failure }
        case .auto:
            if let result = try tryKVM(memory) { return result }
        }
        let start = MonotonicTime.now
        do throws(Obstacle) {
            let machines = try emulate()
            return (.tcg, machines, MonotonicTime.now.seconds(since: start))
        } catch { throw error.failure }
    }

    /// Boots with software emulation, a second time where a kernel crashed in the first.
    ///
    /// Seen once: a page fault in the kernel's own memory five seconds after power-on, of which no
    /// cause was found. Nothing has been measured by then, and the crash is shown.
    private func emulate() throws(Obstacle) -> [Machine] {
        do throws(Obstacle) { return try attempt(.tcg) } catch {
            guard case .crashed(let failure) = error else { throw error }
            say("\(failure)")
            say("its kernel crashed while it booted: once more")
            return try attempt(.tcg)
        }
    }

    private func tryKVM(
        _ memory: AccelerationMemory
    ) throws(LabError) -> (Accelerator, [Machine], seconds: Double)? {
        if let reason = Accelerator.obstacleToKVM() {
            say("software emulation: \(reason)")
            return nil
        }
        if memory.isHanging {
            say("software emulation: nothing started under KVM here (--accel kvm tries again)")
            return nil
        }
        let start = MonotonicTime.now
        do throws(Obstacle) {
            let machines = try attempt(.kvm)
            return (.kvm, machines, MonotonicTime.now.seconds(since: start))
        } catch {
            let reason: LabError
            switch error {
            case .other(.interrupted): throw .interrupted
            case .other(let failure), .crashed(let failure): reason = failure
            case .hangs(let failure):
                reason = failure
                memory.keep(isHanging: true)
            }
            say("KVM leads nowhere on this host: \(reason)")
            say("starting again with software emulation")
            return nil
        }
    }

    private func attempt(_ accelerator: Accelerator) throws(Obstacle) -> [Machine] {
        say("booting \(plan.machines.joined(separator: " and ")) with \(accelerator.summary)")
        var machines: [Machine] = []
        // What an earlier attempt left would look like a machine that listens.
        LabCache.remove(MachineSpec.link(plan.folder))
        do throws(Obstacle) {
            for number in 1...plan.machines.count {
                do throws(LabError) {
                    let machine = try Machine(
                        spec(number, accelerator), ownFolder: ownFolder)
                    machines.append(machine)
                    if number < plan.machines.count { try waitForLink(machine) }
                } catch { throw .other(error) }
            }
            try waitUntilReady(machines, accelerator)
            return machines
        } catch {
            for machine in machines { machine.stop() }
            throw error
        }
    }

    private func spec(_ number: Int, _ accelerator: Accelerator) -> MachineSpec {
        let network: MachineSpec.Network =
            plan.isSolo ? .alone : number == 1 ? .listens : .connects
        return MachineSpec(
            name: plan.machines[number - 1], number: number, folder: plan.folder,
            kernel: kernel.image, image: image, accelerator: accelerator,
            memoryBytes: options.memoryBytes, reservedBytes: options.reservedBytes,
            cpus: options.cpus, shape: options.shape, ports: LabPlan.ports, network: network)
    }

    /// The second machine connects to the first, which must listen by then.
    private func waitForLink(_ machine: Machine) throws(LabError) {
        let deadline = Deadline.after(seconds: 10)
        while !Files.exists(MachineSpec.link(plan.folder)) {
            if let problem = machine.problem { throw machine.failure(problem) }
            if deadline.hasPassed {
                throw machine.failure("QEMU does not open the network (version 7.2 is needed)")
            }
            try pause()
        }
    }

    private func waitUntilReady(
        _ machines: [Machine], _ accelerator: Accelerator
    ) throws(Obstacle) {
        let start = Deadline.after(seconds: accelerator.patience.start)
        let ready = Deadline.after(seconds: accelerator.patience.ready)
        let began = MonotonicTime.now
        var told = [Int](repeating: 0, count: machines.count)
        while true {
            let areReady = machines.allSatisfy(\.isReady)
            for (index, machine) in machines.enumerated() {
                let steps = machine.console.steps
                for step in steps[told[index]...] {
                    let seconds = MonotonicTime.now.seconds(since: began)
                    let tenths = (seconds * 10).rounded() / 10
                    say("\(machine.spec.name): \(step) after \(tenths) s")
                }
                told[index] = steps.count
                if let problem = machine.problem {
                    let failure = machine.failure(problem)
                    throw machine.console.hasCrashed ? .crashed(failure) : .other(failure)
                }
                if !machine.hasStarted, start.hasPassed {
                    let seconds = Int(accelerator.patience.start)
                    throw .hangs(
                        machine.failure(
                            "its kernel has not started after \(seconds) s",
                            remedy: hangRemedy(accelerator)))
                }
                if !machine.isReady, ready.hasPassed {
                    let seconds = Int(accelerator.patience.ready)
                    throw .other(machine.failure("not ready after \(seconds) s"))
                }
            }
            if areReady { return }
            do throws(LabError) { try pause() } catch { throw .other(error) }
        }
    }

    private func hangRemedy(_ accelerator: Accelerator) -> String {
        switch accelerator {
        case .kvm: "--accel tcg does without KVM"
        case .tcg:
            "is the kept kernel damaged? remove it, and it is fetched again: rm -r "
                + LabPlan.quoted(kernel.folder)
        }
    }

    private func pause() throws(LabError) {
        if isStopped() { throw .interrupted }
        MonotonicTime.now.advanced(bySeconds: 0.05).sleep()
    }
}
