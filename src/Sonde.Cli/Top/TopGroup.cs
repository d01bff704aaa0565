namespace Sonde.Cli.Top;

/// <summary>A thread or a state in <see cref="TopDocument"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Now">Value of the interval.</param>
/// <param name="Sum">Value since the start.</param>
internal sealed record TopGroup(string Name, long Now, long Sum);
