using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Sources.Bundles;

/// <summary>Reads what one tool collects of a cluster. Adding one is a class and a line in <see cref="BundleReaders"/>.</summary>
internal interface IBundleReader
{
    /// <summary>The folder in the tree that the tool made, with a slash at its end or empty; null when the files are not that tool's.</summary>
    string? RootOf(IReadOnlyList<string> paths);

    /// <summary>Reads everything.</summary>
    /// <param name="files">The files below the root, by their paths from there.</param>
    /// <param name="builder">Takes the objects and logs.</param>
    void Read(BundleFiles files, ClusterBuilder builder);
}
