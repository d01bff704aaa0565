namespace Sonde.Diagnosis.Sources.Bundles;

/// <summary>The tools whose collections are known.</summary>
internal static class BundleReaders
{
    /// <summary>All of them; the first that knows the files reads them.</summary>
    public static IReadOnlyList<IBundleReader> All { get; } = [new SupportBundleReader(), new InspectReader(), new ClusterDumpReader()];
}
