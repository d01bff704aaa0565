namespace Sonde.Inspection.EntryPoints;

/// <summary>The files of a container's root, wherever it is.</summary>
public abstract class RootFiles
{
    /// <summary>Opens a file or folder; links are followed inside the root. Null when there is none.</summary>
    /// <exception cref="Linux.TargetException">It may not be read.</exception>
    public abstract RootFile? TryOpen(string path);
}
