namespace Sonde.Diagnosis.Model.Usage;

/// <summary>For how much of the time tasks of a node waited for a resource (the kernel's PSI, Documentation/accounting/psi.rst).</summary>
/// <param name="Resource"><c>cpu</c>, <c>memory</c> or <c>io</c>.</param>
/// <param name="Some">Percent of the last minute in which at least one task waited.</param>
/// <param name="Full">Percent of the last minute in which all tasks waited.</param>
public readonly record struct Stall(string Resource, decimal Some, decimal Full);
