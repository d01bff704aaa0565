namespace Sonde.Linux.Memory;

/// <summary>An address in a target process's own memory.</summary>
public readonly record struct UserAddress(ulong Value)
{
    /// <summary>The null pointer.</summary>
    public static readonly UserAddress Null;

    /// <summary>True for the null pointer.</summary>
    public bool IsNull => Value == 0;

    /// <summary>The address some bytes further on.</summary>
    public static UserAddress operator +(UserAddress address, ulong bytes) => new(address.Value + bytes);

    /// <inheritdoc/>
    public override string ToString() => $"0x{Value:x}";
}
