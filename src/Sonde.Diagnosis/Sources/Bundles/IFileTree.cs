namespace Sonde.Diagnosis.Sources.Bundles;

/// <summary>Files of a folder or an archive, by their paths in it.</summary>
internal interface IFileTree
{
    /// <summary>Where it is, for messages.</summary>
    string Name { get; }

    /// <summary>Paths with slashes, in the order of their names.</summary>
    IReadOnlyList<string> Paths { get; }

    /// <summary>The content of a file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    byte[] Read(string path);
}
