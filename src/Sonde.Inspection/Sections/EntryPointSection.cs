using Sonde.Inspection.EntryPoints;
using Sonde.Inspection.Subjects;
using Sonde.Linux;
using Sonde.Linux.Namespaces;

namespace Sonde.Inspection.Sections;

/// <summary>Whether the program, or another one that is asked for, could be started in the container's root.</summary>
internal sealed class EntryPointSection : InspectionSection
{
    private const string SearchPath = "PATH=", LibraryPath = "LD_LIBRARY_PATH=";

    /// <inheritdoc/>
    public override string Title => "Entry point";

    /// <inheritdoc/>
    public override int Order => 85;

    /// <inheritdoc/>
    public override void ReadLifetime(InspectionSubject subject, SectionLines lines)
    {
        try
        {
            string? program = subject.EntryPoint ?? subject.Proc.TryReadExecutablePath(subject.Init);
            // A program that has been removed since its start is still there for itself, and nowhere to be found.
            if (program is null)
                return;
            string[] environment = KernelText.TryRead(subject.Proc.PathOf(subject.Init, "environ"))?.Split('\0') ?? [];
            EntryPoint entry = new EntryPoint(program) with { LibraryPath = Value(LibraryPath) ?? "" };
            if (Value(SearchPath) is { } path)
                entry = entry with { SearchPath = path };
            foreach (InspectionLine line in new EntryPointCheck(new FolderFiles(new RootFolder(subject.Proc.PathOf(subject.Init, "root")))).Run(entry))
                lines.Add(line);

            string? Value(string name) => environment.FirstOrDefault(word => word.StartsWith(name, StringComparison.Ordinal))?[name.Length..];
        }
        catch (TargetException error)
        {
            lines.AddUnseen($"entry point: {error.Message}");
        }
    }
}
