internal import ArgumentParser
struct LabUpCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "up")
}
struct LabStatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "status")
}
struct LabShellCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "shell")
}
struct LabDownCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "down")
}
struct LabKeepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "keep", shouldDisplay: false)
}
