/// A guest of 142 bytes for ``KVMTrial``: it turns on paging and 64-bit mode, counts fifty million down to zero in a processor's tenth of
/// a second, and says by QEMU's isa-debug-exit device that it got there.
enum TrialProgram {
    /// Where it lies in the guest's memory.
    static let address = 0x7C00
    /// QEMU's exit status once the program has ended: `42 << 1 | 1`. QEMU itself never ends with it.
    static let status: Int32 = 85

    /// Machine code (Intel SDM, volume 3, "Initializing IA-32e Mode").
    private static let code: [UInt8] = [
        0xFA,  // cli
        0x31, 0xC0, 0x8E, 0xD8, 0x8E, 0xC0, 0x8E, 0xD0,  // xor ax, ax; mov ds, ax; mov es, ax; mov ss, ax
        0xBC, 0x00, 0x7C,  // mov sp, 0x7C00
        0x66, 0xB8, 0x03, 0x20, 0x00, 0x00, 0x66, 0xA3, 0x00, 0x10,  // mov eax, 0x2003; mov [0x1000], eax: PML4
        0x66, 0xB8, 0x03, 0x30, 0x00, 0x00, 0x66, 0xA3, 0x00, 0x20,  // mov eax, 0x3003; mov [0x2000], eax: page directory pointers
        0x66, 0xB8, 0x83, 0x00, 0x00, 0x00, 0x66, 0xA3, 0x00, 0x30,  // mov eax, 0x83; mov [0x3000], eax: one page of 2 MiB
        0x66, 0xB8, 0xA0, 0x00, 0x00, 0x00, 0x0F, 0x22, 0xE0,  // mov eax, 0xA0; mov cr4, eax: PAE, PGE
        0x66, 0xB8, 0x00, 0x10, 0x00, 0x00, 0x0F, 0x22, 0xD8,  // mov eax, 0x1000; mov cr3, eax
        0x66, 0xB9, 0x80, 0x00, 0x00, 0xC0, 0x0F, 0x32,  // mov ecx, 0xC0000080; rdmsr: EFER
        0x66, 0x0D, 0x00, 0x01, 0x00, 0x00, 0x0F, 0x30,  // or eax, 0x100; wrmsr: LME
        0x0F, 0x01, 0x16, 0x88, 0x7C,  // lgdt [0x7C88]
        0x0F, 0x20, 0xC0, 0x66, 0x0D, 0x01, 0x00, 0x00, 0x80, 0x0F, 0x22, 0xC0,  // mov eax, cr0; or eax, 0x80000001; mov cr0, eax: PG, PE
        0xEA, 0x62, 0x7C, 0x08, 0x00,  // jmp 8:0x7C62
        0xB9, 0x80, 0xF0, 0xFA, 0x02,  // mov ecx, 50000000: 64-bit code from here
        0xFF, 0xC9, 0x75, 0xFC,  // dec ecx; jnz -4
        0x8D, 0x41, 0x2A, 0xE6, 0xF4,  // lea eax, [rcx + 42]; out 0xF4, al
        0xF4, 0xEB, 0xFD,  // hlt; jmp -3
        0x0F, 0x1F, 0x44, 0x00, 0x00,  // up to a multiple of eight
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,  // GDT: the null descriptor
        0x00, 0x00, 0x00, 0x00, 0x00, 0x9A, 0x20, 0x00,  // GDT: 64-bit code
        0x0F, 0x00, 0x78, 0x7C, 0x00, 0x00,  // at 0x7C88: the GDT's limit and address
    ]

    /// What puts the program into a stopped machine and starts it, in GDB's remote protocol ("GDB Remote Serial Protocol"): write memory,
    /// write registers (rip, eflags, and segments of zero), continue. So no file need be made.
    static var packets: [UInt8] {
        let memory = "M\(hex(address)),\(hex(code.count)):" + code.map(byte).joined()
        let zeros = { (count: Int) in String(repeating: "00", count: count) }
        let registers = "G" + zeros(16 * 8) + "007c" + zeros(6) + "02" + zeros(3) + zeros(6 * 4)
        return [memory, registers, "c"].flatMap(packet)
    }

    private static func packet(_ text: String) -> [UInt8] {
        let sum = text.utf8.reduce(UInt8(0)) { $0 &+ $1 }
        return Array("$\(text)#\(byte(sum))".utf8)
    }

    private static func byte(_ value: UInt8) -> String { (value < 16 ? "0" : "") + String(value, radix: 16) }

    private static func hex(_ value: Int) -> String { String(value, radix: 16) }
}
