using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Config;

namespace Sonde.Diagnosis.Reading;

/// <summary>Reads ConfigMaps, Secrets and ServiceAccounts. Of a Secret no value leaves this class.</summary>
internal static class ConfigReader
{
    public static ConfigMap ConfigMap(Field root, Metadata meta)
    {
        var data = new Dictionary<string, string>();
        foreach ((string name, Field value) in root["data"].Properties)
            data[name] = value.TextOrNull is { Length: <= Model.Config.ConfigMap.LongestValue } text ? text : "";
        foreach ((string name, _) in root["binaryData"].Properties)
            data[name] = "";
        return new ConfigMap(meta with { Annotations = Without(meta.Annotations) })
        {
            Data = data,
            IsImmutable = root["immutable"].Flag,
            DataChanged = DataChanged(root, meta),
        };
    }

    public static Secret Secret(Field root, Metadata meta)
    {
        var keys = new List<string>();
        IReadOnlyList<string> names = [];
        List<string> registries = [];
        DateTimeOffset? expires = null;
        foreach (string part in (string[])["data", "stringData"])
        {
            foreach ((string name, Field value) in root[part].Properties)
            {
                if (!keys.Contains(name))
                    keys.Add(name);
                if (name == "tls.crt")
                    (names, expires) = Certificate(Plain(value.Text, part));
                else if (name == ".dockerconfigjson")
                    registries = Registries(Plain(value.Text, part));
            }
        }

        // A Sonde snapshot says here what it left out (see SecretFilter).
        return new Secret(meta with { Annotations = Without(meta.Annotations) })
        {
            Type = root["type"].Text,
            DataChanged = DataChanged(root, meta),
            Keys = keys,
            CertificateNames = names.Count > 0 ? names : Listed(meta, SecretNotes.CertificateNames),
            CertificateExpires = expires ?? Noted(meta, SecretNotes.CertificateExpires),
            Registries = registries.Count > 0 ? registries : (IReadOnlyList<string>)Listed(meta, SecretNotes.Registries),
        };
    }

    public static ServiceAccount ServiceAccount(Field root, Metadata meta) => new(meta)
    {
        ImagePullSecrets = root["imagePullSecrets"].Items(item => item["name"].Text),
    };

    private static byte[] Plain(string value, string part)
    {
        if (part == "stringData")
            return Encoding.UTF8.GetBytes(value);
        var bytes = new byte[(value.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(value, bytes, out int length) ? bytes[..length] : [];
    }

    private static (IReadOnlyList<string> Names, DateTimeOffset? Expires) Certificate(byte[] pem)
    {
        if (pem.Length == 0)
            return ([], null);
        try
        {
            using X509Certificate2 certificate = X509Certificate2.CreateFromPem(Encoding.UTF8.GetString(pem));
            var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
                .SelectMany(extension => extension.EnumerateDnsNames())
                .ToList();
            if (names.Count == 0)
                names.Add(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false));
            return (names, new DateTimeOffset(certificate.NotAfter).ToUniversalTime());
        }
        catch (CryptographicException)
        {
            // No certificate: its names and end stay unknown, which is all that may be said of a Secret's value.
            return ([], null);
        }
    }

    private static List<string> Registries(byte[] json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.TryGetProperty("auths", out JsonElement auths) && auths.ValueKind == JsonValueKind.Object
                ? [.. auths.EnumerateObject().Select(auth => auth.Name)]
                : [];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    private static IReadOnlyDictionary<string, string> Without(IReadOnlyDictionary<string, string> annotations) =>
        annotations.Keys.Any(SecretNotes.IsNote)
            ? annotations.Where(pair => !SecretNotes.IsNote(pair.Key)).ToDictionary()
            : annotations;

    private static string[] Listed(Metadata meta, string note) =>
        meta.Annotations.TryGetValue(note, out string? text) ? text.Split(',', StringSplitOptions.RemoveEmptyEntries) : [];

    /// <summary>
    /// When somebody last wrote to the data: the newest entry of <c>managedFields</c> that owns any of it, which may have changed
    /// something else of its own at that time. Without entries (kubectl leaves them out) a snapshot's note, else its creation.
    /// </summary>
    private static DateTimeOffset? DataChanged(Field root, Metadata meta) => root["metadata"]["managedFields"]
        .Items(entry => entry["fieldsV1"] is var fields && (fields["f:data"].Exists || fields["f:binaryData"].Exists || fields["f:stringData"].Exists) ? entry["time"].Time : null)
        .Append(Noted(meta, SecretNotes.DataChanged)).Append(meta.Created).Max();

    private static DateTimeOffset? Noted(Metadata meta, string note) =>
        meta.Annotations.TryGetValue(note, out string? text)
        && DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out DateTimeOffset time) ? time : null;
}
