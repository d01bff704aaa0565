using Sonde.Profiles;

namespace Sonde.Collectors.Native;

/// <summary>An address of a process after it has been looked up.</summary>
/// <param name="Id">The location in the profile.</param>
/// <param name="IsMapped">False when no code was mapped there.</param>
/// <param name="IsRoot">A function where threads begin: the chain is complete.</param>
internal readonly record struct NamedLocation(LocationId Id, bool IsMapped, bool IsRoot);
