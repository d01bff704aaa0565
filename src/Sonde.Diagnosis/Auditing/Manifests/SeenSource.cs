using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Sources;

namespace Sonde.Diagnosis.Auditing.Manifests;

/// <summary>A source of a cluster whose objects are kept as they come.</summary>
internal sealed class SeenSource(IClusterSource source, ManifestSet set) : IClusterSource
{
    public async Task ReadAsync(ClusterBuilder builder, CancellationToken cancellation)
    {
        // Taken back before the builder makes objects of kubectl's text: those show too little to judge what is absent.
        builder.ObjectSeen = set.See;
        await source.ReadAsync(builder, cancellation);
        builder.ObjectSeen = null;
    }
}
