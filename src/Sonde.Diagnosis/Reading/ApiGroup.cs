namespace Sonde.Diagnosis.Reading;

/// <summary>Tells Kubernetes' own API groups from others.</summary>
internal static class ApiGroup
{
    /// <summary>
    /// The group of an <c>apiVersion</c> when it is not Kubernetes' own, else empty. Its own have no dot (<c>apps</c>) or end
    /// with <c>.k8s.io</c>; of the latter, those of add-ons have kinds that no other group has.
    /// </summary>
    public static string Foreign(string apiVersion)
    {
        int slash = apiVersion.IndexOf('/');
        if (slash < 0)
            return "";
        string group = apiVersion[..slash];
        return group.Contains('.') && !group.EndsWith(".k8s.io", StringComparison.Ordinal) ? group : "";
    }
}
