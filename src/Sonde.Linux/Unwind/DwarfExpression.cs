namespace Sonde.Linux.Unwind;

/// <summary>
/// Evaluates DWARF expressions (DWARF 5, section 2.5) as they occur in call frame information: arithmetic on registers and
/// on words of the copied stack. Bounded in steps and in stack.
/// </summary>
internal ref struct DwarfExpression
{
    private const int MaxSteps = 512, MaxDepth = 32;

    private readonly Span<ulong> _stack;
    private ByteReader _reader;
    private int _depth;
    private bool _failed;

    private DwarfExpression(ReadOnlySpan<byte> expression, Span<ulong> stack)
    {
        _stack = stack;
        _reader = new ByteReader(expression);
    }

    /// <summary>Evaluates an expression.</summary>
    /// <param name="expression">Its bytes.</param>
    /// <param name="registers">The frame's registers.</param>
    /// <param name="stack">The copied stack.</param>
    /// <param name="initial">What the evaluation's stack holds at the beginning: the CFA; nothing for the CFA itself.</param>
    /// <param name="value">What is on top at the end.</param>
    /// <param name="cause">Why there is no value.</param>
    public static bool TryEvaluate(
        ReadOnlySpan<byte> expression, in RegisterSet registers, StackCopy stack, ulong? initial, out ulong value, out UnwindStop cause)
    {
        Span<ulong> values = stackalloc ulong[MaxDepth];
        var evaluation = new DwarfExpression(expression, values);
        if (initial is { } pushed)
            evaluation.Push(pushed);
        cause = UnwindStop.BadExpression;
        value = 0;
        for (int steps = 0; !evaluation._reader.AtEnd; steps++)
        {
            if (steps == MaxSteps || !evaluation.Step(registers, stack, ref cause))
                return false;
        }

        value = evaluation.Pop();
        return !evaluation._failed;
    }

    private bool Step(in RegisterSet registers, StackCopy stack, ref UnwindStop cause)
    {
        byte operation = _reader.U8();
        switch (operation)
        {
            case 0x06: // DW_OP_deref
                ulong address = Pop();
                if (!stack.TryRead(address, out ulong read))
                {
                    cause = stack.CauseAt(address);
                    return false;
                }

                Push(read);
                break;
            case >= 0x30 and <= 0x4f: // DW_OP_lit0 … DW_OP_lit31
                Push((ulong)(operation - 0x30));
                break;
            case >= 0x70 and <= 0x8f: // DW_OP_breg0 … DW_OP_breg31
                PushRegister(registers, (ulong)(operation - 0x70));
                break;
            case 0x92: // DW_OP_bregx
                PushRegister(registers, _reader.Uleb());
                break;
            case >= 0x08 and <= 0x11:
                PushConstant(operation);
                break;
            case >= 0x12 and <= 0x17:
                Shuffle(operation);
                break;
            case 0x19 or 0x1f or 0x20 or 0x23:
                Unary(operation);
                break;
            case >= 0x1a and <= 0x2e and not 0x28:
                Binary(operation);
                break;
            case 0x28: // DW_OP_bra
                int target = (short)_reader.U16();
                if (Pop() != 0)
                    _reader.Seek(_reader.Position + target);
                break;
            case 0x2f: // DW_OP_skip
                int distance = (short)_reader.U16();
                _reader.Seek(_reader.Position + distance);
                break;
            case 0x96: // DW_OP_nop
                break;
            default:
                return false;
        }

        return !_failed && !_reader.Failed;
    }

    private void PushRegister(in RegisterSet registers, ulong number)
    {
        long offset = _reader.Sleb();
        if (number < RegisterRules.Count && registers.Knows((int)number))
            Push(registers.Values[(int)number] + (ulong)offset);
        else
            _failed = true;
    }

    private void PushConstant(byte operation) => Push(operation switch
    {
        0x08 => _reader.U8(), // DW_OP_const1u
        0x09 => (ulong)(sbyte)_reader.U8(), // DW_OP_const1s
        0x0a => _reader.U16(), // DW_OP_const2u
        0x0b => (ulong)(short)_reader.U16(), // DW_OP_const2s
        0x0c => _reader.U32(), // DW_OP_const4u
        0x0d => (ulong)(int)_reader.U32(), // DW_OP_const4s
        0x0e or 0x0f => _reader.U64(), // DW_OP_const8u, DW_OP_const8s
        0x10 => _reader.Uleb(), // DW_OP_constu
        _ => (ulong)_reader.Sleb(), // DW_OP_consts
    });

    private void Shuffle(byte operation)
    {
        switch (operation)
        {
            case 0x12: // DW_OP_dup
                Push(Pick(0));
                break;
            case 0x13: // DW_OP_drop
                Pop();
                break;
            case 0x14: // DW_OP_over
                Push(Pick(1));
                break;
            case 0x15: // DW_OP_pick
                Push(Pick(_reader.U8()));
                break;
            case 0x16: // DW_OP_swap
                (ulong top, ulong second) = (Pop(), Pop());
                Push(top);
                Push(second);
                break;
            default: // DW_OP_rot: the top becomes the third
                (ulong first, ulong middle, ulong third) = (Pop(), Pop(), Pop());
                Push(first);
                Push(third);
                Push(middle);
                break;
        }
    }

    private void Unary(byte operation)
    {
        ulong value = Pop();
        Push(operation switch
        {
            0x19 => (long)value < 0 ? 0 - value : value, // DW_OP_abs
            0x1f => 0 - value, // DW_OP_neg
            0x20 => ~value, // DW_OP_not
            _ => value + _reader.Uleb(), // DW_OP_plus_uconst
        });
    }

    private void Binary(byte operation)
    {
        ulong right = Pop(), left = Pop();
        long signedLeft = (long)left, signedRight = (long)right;
        if (operation is 0x1b or 0x1d && right == 0)
        {
            _failed = true;
            return;
        }

        Push(operation switch
        {
            0x1a => left & right, // DW_OP_and
            0x1b => signedRight == -1 ? 0 - left : (ulong)(signedLeft / signedRight), // DW_OP_div
            0x1c => left - right, // DW_OP_minus
            0x1d => left % right, // DW_OP_mod
            0x1e => left * right, // DW_OP_mul
            0x21 => left | right, // DW_OP_or
            0x22 => left + right, // DW_OP_plus
            0x24 => right < 64 ? left << (int)right : 0, // DW_OP_shl
            0x25 => right < 64 ? left >> (int)right : 0, // DW_OP_shr
            0x26 => (ulong)(signedLeft >> (int)Math.Min(right, 63)), // DW_OP_shra
            0x27 => left ^ right, // DW_OP_xor
            0x29 => Truth(left == right), // DW_OP_eq
            0x2a => Truth(signedLeft >= signedRight), // DW_OP_ge
            0x2b => Truth(signedLeft > signedRight), // DW_OP_gt
            0x2c => Truth(signedLeft <= signedRight), // DW_OP_le
            0x2d => Truth(signedLeft < signedRight), // DW_OP_lt
            _ => Truth(left != right), // DW_OP_ne
        });
    }

    private static ulong Truth(bool condition) => condition ? 1UL : 0;

    private void Push(ulong value)
    {
        if (_depth == _stack.Length)
            _failed = true;
        else
            _stack[_depth++] = value;
    }

    private ulong Pop()
    {
        if (_depth > 0)
            return _stack[--_depth];
        _failed = true;
        return 0;
    }

    private ulong Pick(int fromTop)
    {
        if (fromTop < _depth)
            return _stack[_depth - 1 - fromTop];
        _failed = true;
        return 0;
    }
}
