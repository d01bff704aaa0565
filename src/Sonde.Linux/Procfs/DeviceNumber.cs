namespace Sonde.Linux.Procfs;

/// <summary>The device that a file lies on.</summary>
/// <param name="Major">Major number.</param>
/// <param name="Minor">Minor number.</param>
public readonly record struct DeviceNumber(uint Major, uint Minor);
