using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Access;

namespace Sonde.Diagnosis.Reading;

/// <summary>Reads roles and their bindings.</summary>
internal static class AccessReader
{
    public static Role Role(Field root, Metadata meta) => new(meta)
    {
        Rules = root["rules"].Items(rule => new PolicyRule(
            rule["apiGroups"].Texts, rule["resources"].Texts, rule["resourceNames"].Texts, rule["verbs"].Texts)),
    };

    public static CertificateRequest CertificateRequest(Field root, Metadata meta) => new(meta)
    {
        Conditions = MetadataReader.Conditions(root["status"]),
        Signer = root["spec"]["signerName"].Text,
        User = root["spec"]["username"].Text,
        IsIssued = root["status"]["certificate"].Text.Length > 0,
    };

    public static RoleBinding Binding(Field root, Metadata meta) => new(meta)
    {
        RoleKind = root["roleRef"]["kind"].Text,
        RoleName = root["roleRef"]["name"].Text,
        Subjects = root["subjects"].Items(subject => new RoleSubject(
            subject["kind"].Text,
            subject["kind"].Text == "ServiceAccount" ? subject["namespace"].TextOr(meta.Ref.Namespace) : "",
            subject["name"].Text)),
    };
}
