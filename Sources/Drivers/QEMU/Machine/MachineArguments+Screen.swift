extension MachineArguments {
    /// The machine's picture, its keyboard and pointer, and where they are reached: a socket of its own, never a port.
    var screen: [String] {
        let card: String
        switch (definition.display, platform.architecture) {
        case (.none, _): return []
        case (.standard, "x86_64"): card = "VGA"
        case (.virtio, "x86_64"): card = "virtio-vga"
        case (.standard, _), (.virtio, _): card = platform.device("virtio-gpu")
        }
        // PCs have a keyboard of their own.
        let keyboard = platform.architecture == "x86_64" ? [] : ["-device", platform.device("virtio-keyboard")]
        return ["-device", card] + keyboard + [
            "-device", platform.device("virtio-tablet"), "-vnc", "unix:\(directory.screen),share=force-shared",
        ]
    }
}

extension MachineDefinition {
    /// What it shows its picture on.
    var display: MachineOptions.Display {
        options.display ?? (boot != .kernel && architecture == "x86_64" ? .standard : MachineOptions.Display.none)
    }
}
