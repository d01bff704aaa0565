namespace Sonde.Linux.Unwind;

/// <summary>
/// Executes one function's call frame instructions (DWARF 5, section 6.4.2, with the extensions of GNU) and yields the rows
/// they describe, in the order of addresses. Every instruction takes at least one byte, so that it always ends.
/// </summary>
internal ref struct CfiProgram
{
    /// <summary>How many rows can be remembered: compilers nest once, assembly may more often.</summary>
    public const int MaxRemembered = 8;

    private readonly CfiSection _section;
    private readonly FunctionEntry _entry;
    private readonly Span<FrameRules> _remembered;
    private readonly FrameRules _initial;
    private ByteReader _reader;
    private ulong _location;
    private int _rememberedCount;
    private bool _isAtEnd;

    /// <summary>The rules of the row that <see cref="MoveNext"/> found.</summary>
    public FrameRules Rules;

    /// <summary>Stands before the first row.</summary>
    /// <param name="section">The section the function's entry stands in.</param>
    /// <param name="entry">The function.</param>
    /// <param name="remembered">Working memory: <see cref="MaxRemembered"/> rows.</param>
    public CfiProgram(CfiSection section, in FunctionEntry entry, Span<FrameRules> remembered)
    {
        _section = section;
        _entry = entry;
        _remembered = remembered;
        _location = entry.Start;
        _reader = ReaderOf(entry.Common.Instructions);
        if (ExecuteRow(out _))
            IsCorrupt = true; // A CIE has no addresses to move over.
        _initial = Rules;
        _reader = ReaderOf(entry.Instructions);
    }

    /// <summary>True when an instruction could not be executed; the rows yielded before it are sound.</summary>
    public bool IsCorrupt { get; private set; }

    /// <summary>Link-time address at which the row begins.</summary>
    public ulong Start { get; private set; }

    /// <summary>Link-time address after the row.</summary>
    public ulong End { get; private set; }

    /// <summary>Finds the next row; false after the last, and when the instructions are corrupt.</summary>
    public bool MoveNext()
    {
        if (_isAtEnd || IsCorrupt)
            return false;
        Start = _location;
        ulong limit = _entry.Start + _entry.Length;
        if (!ExecuteRow(out ulong next) || next > limit)
        {
            // The last row; instructions beyond the function's end describe nothing.
            _isAtEnd = true;
            next = limit;
        }

        IsCorrupt |= next < Start;
        _location = End = next;
        return !IsCorrupt && End > Start;
    }

    /// <summary>Executes up to an instruction that moves to another address; false when there is none.</summary>
    private bool ExecuteRow(out ulong next)
    {
        next = _location;
        while (!_reader.AtEnd && !IsCorrupt)
        {
            byte instruction = _reader.U8();
            byte operand = (byte)(instruction & 0x3f);
            switch (instruction >> 6)
            {
                case 1: // DW_CFA_advance_loc
                    next = _location + operand * _entry.Common.CodeAlignment;
                    break;
                case 2: // DW_CFA_offset
                    SetRule(operand, RegisterRuleKind.AtOffset, FactoredUnsigned());
                    break;
                case 3: // DW_CFA_restore
                    Restore(operand);
                    break;
                default:
                    ExecuteExtended(operand, ref next);
                    break;
            }

            IsCorrupt |= _reader.Failed;
            if (next != _location)
                return true;
        }

        return false;
    }

    private void ExecuteExtended(byte instruction, ref ulong next)
    {
        ulong codeAlignment = _entry.Common.CodeAlignment;
        switch (instruction)
        {
            case 0x00: // DW_CFA_nop
                break;
            case 0x01: // DW_CFA_set_loc
                IsCorrupt |= !PointerEncoding.TryRead(
                    ref _reader, _entry.Common.AddressEncoding, _section.Address, _section.HeaderAddress, out next);
                break;
            case 0x02: // DW_CFA_advance_loc1
                next = _location + _reader.U8() * codeAlignment;
                break;
            case 0x03: // DW_CFA_advance_loc2
                next = _location + _reader.U16() * codeAlignment;
                break;
            case 0x04: // DW_CFA_advance_loc4
                next = _location + _reader.U32() * codeAlignment;
                break;
            case 0x1d: // DW_CFA_MIPS_advance_loc8
                next = _location + _reader.U64() * codeAlignment;
                break;
            case 0x0a: // DW_CFA_remember_state
                Remember();
                break;
            case 0x0b: // DW_CFA_restore_state
                RestoreRemembered();
                break;
            case 0x0c: // DW_CFA_def_cfa
                SetCfa(_reader.Uleb(), (long)_reader.Uleb());
                break;
            case 0x12: // DW_CFA_def_cfa_sf
                SetCfa(_reader.Uleb(), FactoredSigned());
                break;
            case 0x0d: // DW_CFA_def_cfa_register
                SetCfa(_reader.Uleb(), Rules.CfaOffset);
                break;
            case 0x0e: // DW_CFA_def_cfa_offset
                Rules.CfaOffset = (long)_reader.Uleb();
                break;
            case 0x13: // DW_CFA_def_cfa_offset_sf
                Rules.CfaOffset = FactoredSigned();
                break;
            case 0x0f: // DW_CFA_def_cfa_expression
                Rules.CfaIsExpression = true;
                Rules.CfaExpression = Expression(RegisterRuleKind.IsExpression);
                break;
            case 0x2d: // DW_CFA_GNU_window_save, on arm64 DW_CFA_AARCH64_negate_ra_state
            case 0x2e when SkipOperand(): // DW_CFA_GNU_args_size
                break;
            default:
                ExecuteRegisterRule(instruction);
                break;
        }
    }

    private void ExecuteRegisterRule(byte instruction)
    {
        ulong register = _reader.Uleb();
        switch (instruction)
        {
            case 0x05: // DW_CFA_offset_extended
                SetRule(register, RegisterRuleKind.AtOffset, FactoredUnsigned());
                break;
            case 0x11: // DW_CFA_offset_extended_sf
                SetRule(register, RegisterRuleKind.AtOffset, FactoredSigned());
                break;
            case 0x2f: // DW_CFA_GNU_negative_offset_extended
                SetRule(register, RegisterRuleKind.AtOffset, -FactoredUnsigned());
                break;
            case 0x14: // DW_CFA_val_offset
                SetRule(register, RegisterRuleKind.IsOffset, FactoredUnsigned());
                break;
            case 0x15: // DW_CFA_val_offset_sf
                SetRule(register, RegisterRuleKind.IsOffset, FactoredSigned());
                break;
            case 0x06: // DW_CFA_restore_extended
                Restore(register);
                break;
            case 0x07: // DW_CFA_undefined
                SetRule(register, RegisterRuleKind.Undefined, 0);
                break;
            case 0x08: // DW_CFA_same_value
                SetRule(register, RegisterRuleKind.SameValue, 0);
                break;
            case 0x09: // DW_CFA_register
                SetRule(register, RegisterRuleKind.InRegister, (long)_reader.Uleb());
                break;
            case 0x10: // DW_CFA_expression
                SetRule(register, Expression(RegisterRuleKind.AtExpression));
                break;
            case 0x16: // DW_CFA_val_expression
                SetRule(register, Expression(RegisterRuleKind.IsExpression));
                break;
            default:
                IsCorrupt = true;
                break;
        }
    }

    private readonly ByteReader ReaderOf(Range instructions) =>
        new(_section.Bytes[..instructions.End.Value], instructions.Start.Value);

    private bool SkipOperand()
    {
        _reader.Uleb();
        return true;
    }

    private long FactoredUnsigned() => (long)_reader.Uleb() * _entry.Common.DataAlignment;

    private long FactoredSigned() => _reader.Sleb() * _entry.Common.DataAlignment;

    private RegisterRule Expression(RegisterRuleKind kind)
    {
        ulong length = _reader.Uleb();
        int start = _reader.Position;
        _reader.Skip(length);
        return _reader.Failed ? default : RegisterRule.Expression(kind, start, (int)length);
    }

    private void SetCfa(ulong register, long offset)
    {
        IsCorrupt |= register >= RegisterRules.Count;
        Rules.CfaIsExpression = false;
        Rules.CfaRegister = (byte)register;
        Rules.CfaOffset = offset;
    }

    private void SetRule(ulong register, RegisterRuleKind kind, long value) => SetRule(register, new RegisterRule(kind, value));

    private void SetRule(ulong register, RegisterRule rule)
    {
        // Rules of vector registers and the like are read and forgotten.
        if (register < RegisterRules.Count)
            Rules.Registers[(int)register] = rule;
    }

    private void Restore(ulong register)
    {
        if (register < RegisterRules.Count)
            Rules.Registers[(int)register] = _initial.Registers[(int)register];
    }

    private void Remember()
    {
        if (_rememberedCount == _remembered.Length)
            IsCorrupt = true;
        else
            _remembered[_rememberedCount++] = Rules;
    }

    private void RestoreRemembered()
    {
        if (_rememberedCount == 0)
            IsCorrupt = true;
        else
            Rules = _remembered[--_rememberedCount];
    }
}
