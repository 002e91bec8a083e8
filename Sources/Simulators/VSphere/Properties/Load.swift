/// What machines do all day: numbers that move, and are the same for the same machine at the same time.
enum Load {
    /// The share of its processors that a machine uses, in percent.
    static func percent(_ machine: Machine, at time: Double) -> Double {
        guard machine.isOn else { return 0 }
        let seed = Double(machine.ref.id.utf8.reduce(7) { ($0 &* 31 &+ Int($1)) % 997 })
        // Twenty seconds are what the real one looks at.
        let step = (time / 20).rounded(.down)
        let slow = 0.5 + 0.5 * (((step / 45 + seed / 100).truncatingRemainder(dividingBy: 1)) * 6.283).sine
        let fast = ((step * 7919 + seed * 104_729).truncatingRemainder(dividingBy: 1000)) / 1000
        return 3 + 40 * slow + 15 * fast
    }

    static func megahertz(_ machine: Machine, at time: Double) -> Int64 {
        Int64(percent(machine, at: time) / 100 * Double(machine.cpus) * Double(Host.megahertz))
    }

    /// In MiB.
    static func activeMemory(_ machine: Machine, at time: Double) -> Int64 {
        guard machine.isOn else { return 0 }
        return Int64(Double(machine.memory) * (0.2 + percent(machine, at: time) / 200))
    }
}

extension Double {
    /// Good to some hundredths, which is enough here.
    fileprivate var sine: Double {
        var x = truncatingRemainder(dividingBy: 2 * .pi)
        if x > .pi { x -= 2 * .pi }
        if x < -.pi { x += 2 * .pi }
        let half = 4 / .pi * x - 4 / (.pi * .pi) * x * abs(x)
        return half
    }
}
