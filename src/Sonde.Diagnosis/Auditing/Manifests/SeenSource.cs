using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Sources;
using Sonde.Diagnosis.Sources.KubectlText;

namespace Sonde.Diagnosis.Auditing.Manifests;

/// <summary>A source of a cluster whose objects are kept as they come.</summary>
internal sealed class SeenSource(IClusterSource source, ManifestSet set) : IClusterSource
{
    /// <summary>Why text of kubectl has no findings.</summary>
    public const string TextIsNoManifest = "is text that kubectl prints for people, which leaves out most of what is checked: audit kubectl get -o yaml, or the cluster itself (without -f)";

    public async Task ReadAsync(ClusterBuilder builder, CancellationToken cancellation)
    {
        // Taken back before the builder makes objects of kubectl's text: those show too little to judge what is absent.
        int texts = builder.Texts.Files.Count;
        builder.ObjectSeen = set.See;
        await source.ReadAsync(builder, cancellation);
        builder.ObjectSeen = null;
        foreach (TextFile text in builder.Texts.Files.Skip(texts))
            builder.AddBlindSpot(text.Source, TextIsNoManifest);
    }
}
