using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Sources;

namespace Sonde.Diagnosis.Auditing.Manifests;

/// <summary>A source of a cluster whose objects are kept as they come.</summary>
internal sealed class SeenSource(IClusterSource source, ManifestSet set) : IClusterSource
{
    /// <summary>Why text of kubectl has no findings.</summary>
    private const string TextIsNoManifest = "is text that kubectl prints for people, which leaves out most of what is checked: audit kubectl get -o yaml, or the cluster itself (without -f)";

    public async Task ReadAsync(ClusterBuilder builder, CancellationToken cancellation)
    {
        // Taken back before the builder makes objects of kubectl's text: those show too little to judge what is absent.
        int texts = builder.Texts.Sources.Count();
        builder.ObjectSeen = set.See;
        await source.ReadAsync(builder, cancellation);
        builder.ObjectSeen = null;
        NoteTexts(texts, builder);
    }

    /// <summary>Says of each text of kubectl that was added that it is not audited.</summary>
    public static void NoteTexts(int before, ClusterBuilder builder)
    {
        foreach (string source in builder.Texts.Sources.Skip(before))
            builder.AddBlindSpot(source, TextIsNoManifest);
    }
}
