using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class ImageTagMutableCheck : ContainerCheck
{
    public override string Slug => "image-tag-mutable";

    public override CheckArea Area => CheckArea.Availability;

    public override string Summary => "an image whose tag moves";

    public override string When => "An image without tag and digest, or with the tag latest: warning.";

    public override string Why => "Two pods of one workload may run different code, a restart may be an upgrade, and going back to the version before is not possible: nobody knows which it was.";

    public override string Fix => "Name a version, best with its digest (@sha256:…).";

    internal override void Check(AuditContainer container, AuditWorkload workload, AuditContext context)
    {
        string image = container.Spec.Image;
        int slash = image.LastIndexOf('/');
        if (image.Length == 0 || image.Contains('@') || image.Contains('$') || image.Contains("{{", StringComparison.Ordinal))
            return;
        int colon = image.IndexOf(':', slash + 1);
        string tag = colon < 0 ? "" : image[(colon + 1)..];
        if (tag is not ("" or "latest"))
            return;
        context.Report(workload, container, container.Node["image"], Severity.Warning,
            $"image {image} {(tag.Length == 0 ? "has no tag, which means latest" : "has the tag latest")}: what runs is whatever was pushed last",
            Remedies.Words("Name a version, best with its digest: image: NAME:VERSION@sha256:…"));
    }
}
