namespace Sonde.Linux.Kernel;

/// <summary>One record of the kernel's log.</summary>
/// <param name="Level">Severity as in syslog(2): 0 emergency to 7 debug.</param>
/// <param name="SinceBoot">When it was written.</param>
/// <param name="Text">The message, without its key-value lines.</param>
public readonly record struct KernelRecord(int Level, TimeSpan SinceBoot, string Text);
