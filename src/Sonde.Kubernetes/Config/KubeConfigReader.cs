using System.Text.Json;
using Sonde.Kubernetes.Yaml;

namespace Sonde.Kubernetes.Config;

/// <summary>Reads one kubeconfig file (YAML or JSON) into a <see cref="KubeConfig"/> that may hold others' content already.</summary>
internal static class KubeConfigReader
{
    /// <summary>The extension whose content exec plugins get (KEP-541).</summary>
    private const string ExecExtension = "client.authentication.k8s.io/exec";

    /// <summary>Adds what the file says; what is there already wins.</summary>
    /// <exception cref="KubernetesException">The file cannot be read, or is no kubeconfig.</exception>
    public static void Add(KubeConfig config, string file)
    {
        KubeConfigFields fields = new(file);
        config.Files.Add(file);
        try
        {
            using StreamReader text = new(file);
            foreach (ReadOnlyMemory<byte> document in YamlJson.Documents(text))
            {
                using JsonDocument json = JsonDocument.Parse(document, YamlJson.ReadOptions);
                Add(config, fields, json.RootElement);
                // kubectl reads the first document only, too.
                break;
            }
        }
        catch (YamlException e)
        {
            throw fields.Wrong(e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw fields.Wrong(e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : e.Message.TrimEnd('.'), e);
        }
    }

    private static void Add(KubeConfig config, KubeConfigFields fields, JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw fields.Wrong("no kubeconfig: the document is no mapping");
        if (config.CurrentContext.Length == 0)
            config.CurrentContext = fields.Text(root, "current-context", "") ?? "";
        foreach ((string name, JsonElement body, string place) in Named(fields, root, "clusters", "cluster"))
            config.Clusters.TryAdd(name, new Lazy<KubeCluster>(() => Cluster(fields, name, body, place)));
        foreach ((string name, JsonElement body, string place) in Named(fields, root, "users", "user"))
            config.Users.TryAdd(name, new Lazy<KubeUser>(() => User(fields, name, body, place)));
        foreach ((string name, JsonElement body, string place) in Named(fields, root, "contexts", "context"))
        {
            config.Contexts.TryAdd(name, new KubeContext(
                name,
                fields.Text(body, "cluster", place) ?? "",
                fields.Text(body, "user", place) ?? "",
                fields.Text(body, "namespace", place)));
        }
    }

    private static IEnumerable<(string Name, JsonElement Body, string Place)> Named(
        KubeConfigFields fields, JsonElement root, string list, string item)
    {
        foreach (JsonElement entry in fields.Items(root, list, ""))
        {
            string name = fields.Text(entry, "name", list) ?? throw fields.Wrong($"{list} has an entry without a name");
            string place = $"{list}[{name}].{item}";
            if (fields.Object(entry, item, $"{list}[{name}]") is { } body)
                yield return (name, body.Clone(), place);
        }
    }

    private static KubeCluster Cluster(KubeConfigFields fields, string name, JsonElement body, string place) => new()
    {
        Name = name,
        Server = fields.Text(body, "server", place) ?? "",
        AuthorityFile = fields.PathOf(body, "certificate-authority", place),
        AuthorityData = fields.Data(body, "certificate-authority-data", place),
        Insecure = fields.Flag(body, "insecure-skip-tls-verify", place),
        TlsServerName = fields.Text(body, "tls-server-name", place),
        ProxyUrl = fields.Text(body, "proxy-url", place),
        ExecConfig = fields.Items(body, "extensions", place)
            .Where(extension => fields.Text(extension, "name", place) == ExecExtension)
            .Select(extension => fields.Object(extension, "extension", place)?.GetRawText())
            .FirstOrDefault(),
    };

    private static KubeUser User(KubeConfigFields fields, string name, JsonElement body, string place) => new()
    {
        Name = name,
        CertificateFile = fields.PathOf(body, "client-certificate", place),
        CertificateData = fields.Data(body, "client-certificate-data", place),
        KeyFile = fields.PathOf(body, "client-key", place),
        KeyData = fields.Data(body, "client-key-data", place),
        Token = fields.Text(body, "token", place),
        TokenFile = fields.PathOf(body, "tokenFile", place),
        BasicUser = fields.Text(body, "username", place),
        BasicPassword = fields.Text(body, "password", place),
        Exec = fields.Object(body, "exec", place) is { } exec ? Exec(fields, exec, place + ".exec") : null,
        AuthProvider = fields.Object(body, "auth-provider", place) is { } provider
            ? fields.Text(provider, "name", place + ".auth-provider") ?? "(without a name)"
            : null,
        Impersonate = Impersonation(fields, body, place),
    };

    private static Impersonation? Impersonation(KubeConfigFields fields, JsonElement body, string place)
    {
        if (fields.Text(body, "as", place) is not { } user)
            return null;
        Dictionary<string, IReadOnlyList<string>> extra = [];
        if (fields.Object(body, "as-user-extra", place) is { } given)
        {
            foreach (JsonProperty one in given.EnumerateObject())
                extra[one.Name] = fields.Texts(given, one.Name, place + ".as-user-extra");
        }

        return new Impersonation
        {
            User = user,
            Uid = fields.Text(body, "as-uid", place),
            Groups = fields.Texts(body, "as-groups", place),
            Extra = extra,
        };
    }

    private static ExecPlugin Exec(KubeConfigFields fields, JsonElement body, string place)
    {
        string version = fields.Text(body, "apiVersion", place) ?? "";
        if (version is not ("client.authentication.k8s.io/v1" or "client.authentication.k8s.io/v1beta1"))
        {
            throw fields.Wrong($"{place}.apiVersion is '{version}'; sonde knows client.authentication.k8s.io/v1 and /v1beta1: "
                + "update the tool that wrote the entry, and let it write it again");
        }

        string command = fields.Text(body, "command", place) ?? throw fields.Wrong($"{place}.command is missing");
        return new ExecPlugin
        {
            ApiVersion = version,
            Command = fields.Command(command),
            Arguments = fields.Texts(body, "args", place),
            Environment =
            [
                .. fields.Items(body, "env", place).Select(one => KeyValuePair.Create(
                    fields.Text(one, "name", place + ".env") ?? throw fields.Wrong($"{place}.env has an entry without a name"),
                    fields.Text(one, "value", place + ".env") ?? "")),
            ],
            InstallHint = fields.Text(body, "installHint", place) ?? "",
            ProvideClusterInfo = fields.Flag(body, "provideClusterInfo", place),
            Interaction = fields.Text(body, "interactiveMode", place) switch
            {
                null when version.EndsWith("/v1", StringComparison.Ordinal) =>
                    throw fields.Wrong($"{place}.interactiveMode is missing (Never, IfAvailable or Always)"),
                null or "IfAvailable" => ExecInteraction.IfAvailable,
                "Never" => ExecInteraction.Never,
                "Always" => ExecInteraction.Always,
                string other => throw fields.Wrong($"{place}.interactiveMode is '{other}', not Never, IfAvailable or Always"),
            },
        };
    }
}
