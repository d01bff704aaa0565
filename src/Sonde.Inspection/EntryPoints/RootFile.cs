using Sonde.Linux.Elf;

namespace Sonde.Inspection.EntryPoints;

/// <summary>An open file of a container's root.</summary>
public abstract class RootFile : IDisposable
{
    /// <summary>Any execute permission is set.</summary>
    public abstract bool IsExecutable { get; }

    /// <summary>Its first bytes; empty for a folder.</summary>
    /// <param name="most">No more than this.</param>
    public abstract byte[] Read(int most);

    /// <summary>The file as ELF.</summary>
    /// <exception cref="Linux.TargetException">It is none.</exception>
    public abstract ElfFile OpenElf(string path);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes what is open.</summary>
    protected abstract void Dispose(bool disposing);
}
