using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Sonde.Architecture.Tests;

/// <summary>What the tests want to know of a compiled assembly, read from its metadata without loading it.</summary>
/// <param name="Name">The assembly's name.</param>
/// <param name="References">Names of the assemblies it references.</param>
/// <param name="Types">Its types that a person wrote, nested ones included.</param>
internal sealed record BuiltAssembly(string Name, IReadOnlyList<string> References, IReadOnlyList<BuiltType> Types)
{
    /// <summary>Reads the assembly in a file.</summary>
    public static BuiltAssembly Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        using PEReader executable = new(file);
        MetadataReader metadata = executable.GetMetadataReader();
        string[] references =
            [.. metadata.AssemblyReferences.Select(h => metadata.GetString(metadata.GetAssemblyReference(h).Name))];
        BuiltType[] types =
        [
            .. from handle in metadata.TypeDefinitions
               let type = metadata.GetTypeDefinition(handle)
               let name = metadata.GetString(type.Name)
               where !name.Contains('<', StringComparison.Ordinal) // the compiler's own
               select new BuiltType(
                   Namespace(metadata, type), name,
                   IsClass(metadata, type),
                   (type.Attributes & (TypeAttributes.Sealed | TypeAttributes.Abstract)) != 0),
        ];
        return new BuiltAssembly(metadata.GetString(metadata.GetAssemblyDefinition().Name), references, types);
    }

    /// <summary>True for the name of an assembly that .NET itself brings.</summary>
    public static bool IsPlatform(string name) =>
        File.Exists(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, name + ".dll"));

    private static string Namespace(MetadataReader metadata, TypeDefinition type)
    {
        while (!type.GetDeclaringType().IsNil)
        {
            type = metadata.GetTypeDefinition(type.GetDeclaringType());
        }

        return metadata.GetString(type.Namespace);
    }

    private static bool IsClass(MetadataReader metadata, TypeDefinition type)
    {
        if ((type.Attributes & TypeAttributes.Interface) != 0 || type.BaseType.IsNil)
        {
            return false;
        }

        return type.BaseType.Kind != HandleKind.TypeReference
            || metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)type.BaseType).Name) is not ("ValueType" or "Enum");
    }
}
