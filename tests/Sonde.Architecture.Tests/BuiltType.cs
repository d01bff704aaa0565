namespace Sonde.Architecture.Tests;

/// <summary>One type of a compiled assembly.</summary>
/// <param name="Namespace">Its namespace; a nested type has that of the type around it.</param>
/// <param name="Name">Its name as metadata has it.</param>
/// <param name="IsClass">True for classes, records and delegates, false for structs, enums and interfaces.</param>
/// <param name="IsClosed">Sealed, abstract or static: nobody derives from it by accident.</param>
internal readonly record struct BuiltType(string Namespace, string Name, bool IsClass, bool IsClosed);
