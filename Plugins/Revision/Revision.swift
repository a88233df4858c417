import Foundation
import PackagePlugin

/// Tells the program which commit it is built from, whatever becomes of the binary and of the checkout
/// later.
///
/// The script runs before each build and writes its file only where the text has changed: a build with
/// nothing to do still does nothing.
@main
struct Revision: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let root = context.package.directoryURL
        let output = context.pluginWorkDirectoryURL.appending(path: "Revision")
        return [
            .prebuildCommand(
                displayName: "Asking for the commit", executable: URL(filePath: "/bin/sh"),
                arguments: [
                    root.appending(path: "scripts/write-revision").path, root.path, output.path,
                ],
                outputFilesDirectory: output)
        ]
    }
}
