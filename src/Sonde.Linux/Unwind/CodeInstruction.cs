namespace Sonde.Linux.Unwind;

/// <summary>
/// One x86-64 instruction (Intel SDM volume 2, appendix A): its length, and what it does to stack and flow. Decodes what
/// compilers generate; anything else is <see cref="CodeEffect.Unknown"/>.
/// </summary>
/// <param name="Effect">What it does.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Value">An offset or a distance.</param>
internal readonly record struct CodeInstruction(CodeEffect Effect, int Length, int Value = 0)
{
    /// <summary>The longest instruction.</summary>
    public const int MaxLength = 15;

    private const int Rsp = 4, Rbp = 5, WordSize = 8;
    private const int WideOperand = 8; // REX.W

    private static CodeInstruction Unknown => new(CodeEffect.Unknown, 0);

    /// <summary>Decodes the first instruction.</summary>
    /// <param name="code">At least <see cref="MaxLength"/> bytes, fewer at the end of a module.</param>
    public static CodeInstruction Decode(ReadOnlySpan<byte> code)
    {
        var reader = new ByteReader(code);
        bool isShort = false;
        byte opcode = reader.U8();
        while (opcode is 0x66 or 0xf2 or 0xf3 or 0xf0 or 0x2e or 0x36 or 0x3e or 0x26 or 0x64 or 0x65)
        {
            isShort |= opcode == 0x66;
            opcode = reader.U8();
        }

        int rex = 0;
        if (opcode is >= 0x40 and <= 0x4f)
        {
            rex = opcode & 15;
            opcode = reader.U8();
        }

        CodeInstruction decoded = opcode switch
        {
            0x0f => DecodeTwoByte(ref reader, rex),
            0xc5 or 0xc4 or 0x62 => DecodeVector(ref reader, opcode),
            _ => DecodeOneByte(ref reader, opcode, rex, isShort),
        };
        return reader.Failed || decoded.Effect == CodeEffect.Unknown ? Unknown : decoded with { Length = reader.Position };
    }

    private static CodeInstruction DecodeOneByte(ref ByteReader reader, byte opcode, int rex, bool isShort)
    {
        int wide = isShort ? 2 : 4;
        switch (opcode)
        {
            case >= 0x50 and <= 0x57:
                return new(CodeEffect.AddToStackPointer, 0, -WordSize);
            case >= 0x58 and <= 0x5f:
                return (opcode & 7 | (rex & 1) << 3) switch
                {
                    Rbp => new(CodeEffect.PopFramePointer, 0),
                    Rsp => new(CodeEffect.LoseStackPointer, 0),
                    _ => new(CodeEffect.AddToStackPointer, 0, WordSize),
                };
            case 0x68:
                reader.Skip((ulong)wide);
                return new(CodeEffect.AddToStackPointer, 0, -WordSize);
            case 0x6a:
                reader.Skip(1);
                return new(CodeEffect.AddToStackPointer, 0, -WordSize);
            case 0x9c or 0x9d:
                return new(CodeEffect.AddToStackPointer, 0, opcode == 0x9c ? -WordSize : WordSize);
            case 0xc9:
                return new(CodeEffect.Leave, 0);
            case 0xc2 or 0xc3:
                reader.Skip(opcode == 0xc2 ? 2u : 0);
                return new(CodeEffect.Return, 0);
            case 0xe8:
                reader.Skip(4);
                return new(CodeEffect.Call, 0);
            case 0xe9:
                return new(CodeEffect.Jump, 0, (int)reader.U32());
            case 0xeb:
                return new(CodeEffect.Jump, 0, (sbyte)reader.U8());
            case >= 0x70 and <= 0x7f or >= 0xe0 and <= 0xe3:
                return new(CodeEffect.Branch, 0, (sbyte)reader.U8());
            case 0xcc or 0xf4 or 0xcb or 0xcf:
                return new(CodeEffect.End, 0);
            case 0x90:
                return new(CodeEffect.Padding, 0);
            case 0x94 when (rex & 1) == 0:
                return new(CodeEffect.LoseStackPointer, 0);
            case 0x95 when (rex & 1) == 0:
                return new(CodeEffect.LoseFramePointer, 0);
            case >= 0xb8 and <= 0xbf:
                reader.Skip((rex & WideOperand) != 0 ? 8u : (ulong)wide);
                return new(opcode == 0xbd && (rex & 1) == 0 ? CodeEffect.LoseFramePointer : CodeEffect.None, 0);
            case >= 0xa0 and <= 0xa3:
                reader.Skip(8);
                return new(CodeEffect.None, 0);
            case >= 0xb0 and <= 0xb7 or 0xa8 or 0xcd or >= 0xe4 and <= 0xe7:
                reader.Skip(1);
                return new(CodeEffect.None, 0);
            case 0xa9:
                reader.Skip((ulong)wide);
                return new(CodeEffect.None, 0);
            case >= 0x91 and <= 0x9f or >= 0xa4 and <= 0xaf or >= 0xec and <= 0xf1 or 0xf5 or >= 0xf8 and <= 0xfd
                or >= 0x6c and <= 0x6f or 0xd7:
                return opcode is 0x9a or 0xf0 ? Unknown : new(CodeEffect.None, 0);
            case < 0x40 when (opcode & 7) is 4 or 5:
                reader.Skip((opcode & 7) == 4 ? 1 : (ulong)wide);
                return new(CodeEffect.None, 0);
            case < 0x40 when (opcode & 7) is 6 or 7:
            case 0x60 or 0x61 or 0x82 or 0xc8 or 0xca or 0xce or 0xd4 or 0xd5 or 0xd6 or 0xea:
                return Unknown;
            default:
                return DecodeWithOperands(ref reader, opcode, rex, wide);
        }
    }

    private static CodeInstruction DecodeWithOperands(ref ByteReader reader, byte opcode, int rex, int wide)
    {
        Operands operands = Operands.Read(ref reader, rex);
        int immediate = opcode switch
        {
            0x80 or 0x83 or 0x6b or 0xc0 or 0xc1 or 0xc6 => (sbyte)reader.U8(),
            0x81 or 0x69 or 0xc7 => wide == 2 ? (short)reader.U16() : (int)reader.U32(),
            0xf6 when operands.Extension < 2 => (sbyte)reader.U8(),
            0xf7 when operands.Extension < 2 => wide == 2 ? (short)reader.U16() : (int)reader.U32(),
            _ => 0,
        };
        switch (opcode)
        {
            case 0x81 or 0x83 when operands.Target == Rsp:
                return operands.Extension switch
                {
                    0 => new(CodeEffect.AddToStackPointer, 0, immediate),
                    5 => new(CodeEffect.AddToStackPointer, 0, -immediate),
                    7 => new(CodeEffect.None, 0),
                    _ => new(CodeEffect.LoseStackPointer, 0),
                };
            case 0x80 or 0x81 or 0x83 when operands.Extension == 7:
            case 0x84 or 0x85 or 0x38 or 0x39 or 0x3a or 0x3b or 0x88 or >= 0xd8 and <= 0xdf:
            case 0xf6 or 0xf7 when operands.Extension is 0 or 1 or >= 4:
                return new(CodeEffect.None, 0);
            case 0x8d when operands.Register == Rsp:
                return operands.Base == Rsp ? new(CodeEffect.AddToStackPointer, 0, operands.Displacement)
                    : operands.Base == Rbp ? new(CodeEffect.StackFromFramePointer, 0, operands.Displacement)
                    : new(CodeEffect.LoseStackPointer, 0);
            case 0x8d or 0x8b when operands.Register == Rbp && operands.Base == Rsp:
                return new(opcode == 0x8d ? CodeEffect.FrameFromStackPointer : CodeEffect.LoadFramePointer, 0, operands.Displacement);
            case 0x89:
                return Move(operands.Target, operands.Register);
            case 0x8b:
                return Move(operands.Register, operands.Target);
            case 0x8f:
                return new(CodeEffect.AddToStackPointer, 0, WordSize);
            case 0xff:
                return operands.Extension switch
                {
                    2 => new(CodeEffect.Call, 0),
                    4 => new(CodeEffect.End, 0),
                    6 => new(CodeEffect.AddToStackPointer, 0, -WordSize),
                    3 or 5 or 7 => Unknown,
                    _ => Write(operands.Target),
                };
            case < 0x40 when (opcode & 2) == 0:
            case 0x80 or 0x81 or 0x83 or 0xc0 or 0xc1 or >= 0xd0 and <= 0xd3 or 0xc6 or 0xc7 or 0xf6 or 0xf7 or 0xfe:
                return Write(operands.Target);
            case 0x86 or 0x87:
                return Write(operands.Target) is { Effect: not CodeEffect.None } exchanged ? exchanged : Write(operands.Register);
            default:
                return Write(operands.Register);
        }
    }

    private static CodeInstruction DecodeTwoByte(ref ByteReader reader, int rex)
    {
        byte opcode = reader.U8();
        switch (opcode)
        {
            case 0x0b or 0xb9:
                return new(CodeEffect.End, 0);
            case 0x05 or 0x06 or 0x08 or 0x09 or >= 0x30 and <= 0x37 or 0x77 or 0xa0 or 0xa1 or 0xa2 or 0xa8 or 0xa9
                or >= 0xc8 and <= 0xcf:
                return new(CodeEffect.None, 0);
            case >= 0x80 and <= 0x8f:
                return new(CodeEffect.Branch, 0, (int)reader.U32());
            case 0x38:
                reader.Skip(1);
                Operands.Read(ref reader, rex);
                return new(CodeEffect.None, 0);
            case 0x3a:
                reader.Skip(1);
                Operands.Read(ref reader, rex);
                reader.Skip(1);
                return new(CodeEffect.None, 0);
        }

        Operands operands = Operands.Read(ref reader, rex);
        if (HasImmediate(opcode) || opcode is 0xa4 or 0xac or 0xba)
            reader.Skip(1);
        return opcode switch
        {
            0x1f => new(CodeEffect.Padding, 0),
            // With a general register as the destination: cmov, imul, movzx, movsx, bit scans.
            >= 0x40 and <= 0x4f or 0xaf or 0xb6 or 0xb7 or 0xb8 or 0xbc or 0xbd or 0xbe or 0xbf or 0x2c or 0x2d => Write(operands.Register),
            _ => new(CodeEffect.None, 0),
        };
    }

    /// <summary>AVX: prefixes of two, three or four bytes, then as with the escapes 0F, 0F38 and 0F3A.</summary>
    private static CodeInstruction DecodeVector(ref ByteReader reader, byte prefix)
    {
        byte first = reader.U8();
        int map = prefix switch
        {
            0xc5 => 1,
            0xc4 => first & 0x1f,
            _ => first & 7,
        };
        reader.Skip(prefix switch
        {
            0xc5 => 0,
            0xc4 => 1,
            _ => 2UL,
        });
        byte opcode = reader.U8();
        if (map == 1 && opcode == 0x77)
            return new(CodeEffect.None, 0); // vzeroupper
        if (map is < 1 or > 3)
            return Unknown;
        Operands.Read(ref reader, 0);
        if (map == 3 || (map == 1 && HasImmediate(opcode)))
            reader.Skip(1);
        return new(CodeEffect.None, 0);
    }

    private static bool HasImmediate(byte opcode) => opcode is >= 0x70 and <= 0x73 or 0xc2 or 0xc4 or 0xc5 or 0xc6;

    private static CodeInstruction Move(int target, int source) => target switch
    {
        Rsp when source == Rbp => new(CodeEffect.StackFromFramePointer, 0),
        Rbp when source == Rsp => new(CodeEffect.FrameFromStackPointer, 0),
        _ => Write(target),
    };

    private static CodeInstruction Write(int register) => register switch
    {
        Rsp => new(CodeEffect.LoseStackPointer, 0),
        Rbp => new(CodeEffect.LoseFramePointer, 0),
        _ => new(CodeEffect.None, 0),
    };

    /// <summary>The ModRM byte with what follows it.</summary>
    /// <param name="Register">The register operand.</param>
    /// <param name="Extension">The same bits, where they belong to the opcode.</param>
    /// <param name="Target">The other operand when it is a register, else -1.</param>
    /// <param name="Base">The register that a memory operand counts from; -1 when there is another, or an index too.</param>
    /// <param name="Displacement">What is added to it.</param>
    private readonly record struct Operands(int Register, int Extension, int Target, int Base, int Displacement)
    {
        public static Operands Read(ref ByteReader reader, int rex)
        {
            byte modes = reader.U8();
            int mode = modes >> 6, register = modes >> 3 & 7, other = modes & 7;
            int wideRegister = register | (rex & 4) << 1;
            if (mode == 3)
                return new(wideRegister, register, other | (rex & 1) << 3, -1, 0);
            int from = other | (rex & 1) << 3;
            bool hasLongDisplacement = mode == 2 || (mode == 0 && other == Rbp);
            if (other == Rsp)
            {
                byte scaled = reader.U8();
                hasLongDisplacement |= mode == 0 && (scaled & 7) == Rbp;
                bool hasIndex = (scaled >> 3 & 7 | (rex & 2) << 2) != Rsp;
                from = hasIndex ? -1 : scaled & 7 | (rex & 1) << 3;
            }

            if (mode == 0 && hasLongDisplacement)
                from = -1; // relative to the instruction, or absolute
            int displacement = mode == 1 ? (sbyte)reader.U8() : hasLongDisplacement ? (int)reader.U32() : 0;
            return new(wideRegister, register, -1, from, displacement);
        }
    }
}
