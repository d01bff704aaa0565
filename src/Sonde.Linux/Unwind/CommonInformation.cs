namespace Sonde.Linux.Unwind;

/// <summary>What many functions' unwind information has in common: a CIE (DWARF 5, section 6.4.1).</summary>
internal readonly record struct CommonInformation
{
    /// <summary>Bytes of code in one step of <c>DW_CFA_advance_loc</c>.</summary>
    public required ulong CodeAlignment { get; init; }

    /// <summary>Bytes in one step of a register's factored offset.</summary>
    public required long DataAlignment { get; init; }

    /// <summary>DWARF number of the column that holds the return address.</summary>
    public required byte ReturnRegister { get; init; }

    /// <summary>Augmentation <c>R</c>: how addresses in the function's entry are stored.</summary>
    public required byte AddressEncoding { get; init; }

    /// <summary>Augmentation <c>z</c>: the function's entry has augmentation data.</summary>
    public required bool HasAugmentationData { get; init; }

    /// <summary>Augmentation <c>S</c>: this is a signal trampoline, and its caller was interrupted, not calling.</summary>
    public required bool IsSignalFrame { get; init; }

    /// <summary>Where its instructions stand in the section.</summary>
    public required Range Instructions { get; init; }
}
