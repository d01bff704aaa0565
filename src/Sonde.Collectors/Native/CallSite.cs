using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Sonde.Linux.Memory;

namespace Sonde.Collectors.Native;

/// <summary>
/// Looks at the instruction before an address: a return address stands behind a call. x86-64 (Intel SDM volume 2, CALL); on
/// arm64 every instruction has four bytes and a call is BL or BLR (Arm ARM, C6.2).
/// </summary>
internal sealed class CallSite(ProcessMemory memory)
{
    private const int LongestCall = 7;

    // endbr64 (4), bnd prefix (1), jmp *disp32(%rip) (6)
    private const int StubLength = 16;

    /// <summary>True when a call can stand right before the address.</summary>
    /// <param name="address">A possible return address.</param>
    /// <param name="target">Where the call goes, through a stub of the PLT if need be; 0 when it is indirect.</param>
    public bool IsReturnAddress(ulong address, out ulong target)
    {
        target = 0;
        Span<byte> code = stackalloc byte[LongestCall];
        if (address < LongestCall || !memory.TryRead(new UserAddress(address - LongestCall), code))
            return false;
        if (RuntimeInformation.ProcessArchitecture == Architecture.Arm64)
            return IsArm64Call(BinaryPrimitives.ReadUInt32LittleEndian(code[3..]), address, out target);
        if (code[2] == 0xe8) // CALL rel32
        {
            target = FollowStub(address + (ulong)BinaryPrimitives.ReadInt32LittleEndian(code[3..]));
            return true;
        }

        return IsIndirectCall(code);
    }

    // FF /2: a register (2 bytes), or memory with an optional SIB byte and displacement of 0, 1 or 4 bytes; REX may precede.
    private static bool IsIndirectCall(ReadOnlySpan<byte> code)
    {
        foreach (int length in (ReadOnlySpan<int>)[2, 3, 4, 6, 7])
        {
            ReadOnlySpan<byte> call = code[^length..];
            if (call[0] != 0xff || ((call[1] >> 3) & 7) != 2)
                continue;
            int mode = call[1] >> 6, register = call[1] & 7;
            bool hasScale = mode != 3 && register == 4;
            int displacement = mode switch
            {
                0 => register == 5 || (hasScale && length > 2 && (call[2] & 7) == 5) ? 4 : 0,
                1 => 1,
                2 => 4,
                _ => 0,
            };
            if (length == 2 + (hasScale ? 1 : 0) + displacement)
                return true;
        }

        return false;
    }

    private static bool IsArm64Call(uint instruction, ulong address, out ulong target)
    {
        target = 0;
        if (instruction >> 26 == 0b100101) // BL
        {
            target = address - 4 + (ulong)((int)(instruction << 6) >> 4);
            return true;
        }

        return (instruction & 0xfffffc1f) == 0xd63f0000; // BLR
    }

    // A call of another library's function goes to a stub that jumps through a pointer.
    private ulong FollowStub(ulong target)
    {
        Span<byte> code = stackalloc byte[StubLength];
        if (!memory.TryRead(new UserAddress(target), code))
            return target;
        int at = code.StartsWith((ReadOnlySpan<byte>)[0xf3, 0x0f, 0x1e, 0xfa]) ? 4 : 0;
        if (code[at] == 0xf2)
            at++;
        if (code[at] != 0xff || code[at + 1] != 0x25) // JMP m64, relative to RIP
            return target;
        ulong pointer = target + (ulong)at + 6 + (ulong)BinaryPrimitives.ReadInt32LittleEndian(code[(at + 2)..]);
        return memory.TryRead(new UserAddress(pointer), out ulong function) ? function : target;
    }
}
