namespace Sonde.Kubernetes.Config;

/// <summary>
/// Finds the connection as kubectl does: <c>--kubeconfig</c> alone; else the files of <c>KUBECONFIG</c>; else
/// <c>~/.kube/config</c>; and when those say nothing, the service account of the pod we run in.
/// </summary>
public static class ConnectionResolver
{
    private const string DefaultNamespace = "default";

    /// <summary>The connection that flags, files and environment give.</summary>
    /// <param name="options">The user's flags.</param>
    /// <param name="environment">The machine; <see cref="KubeEnvironment.Current"/> but in tests.</param>
    /// <exception cref="KubernetesException">There is none, or what there is cannot be used.</exception>
    public static KubeConnection Resolve(ConnectionOptions options, KubeEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(environment);
        KubeConfig config = Load(options, environment);
        if (config.IsEmpty)
        {
            return InCluster(options, environment)
                ?? throw Wrong(config.Files.Count == 0
                    ? $"no cluster is configured: there is no kubeconfig at {HomeFile(environment)}; set KUBECONFIG or give --kubeconfig FILE"
                    : $"no cluster is configured: {string.Join(", ", config.Files)} names none; set KUBECONFIG or give --kubeconfig FILE");
        }

        return FromConfig(config, options, environment);
    }

    /// <summary>The contexts that the files name, sorted; for completion.</summary>
    /// <param name="options">The user's flags.</param>
    /// <param name="environment">The machine.</param>
    /// <exception cref="KubernetesException">A file cannot be read.</exception>
    public static IReadOnlyList<KubeContext> Contexts(ConnectionOptions options, KubeEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(environment);
        return [.. Load(options, environment).Contexts.Values.OrderBy(c => c.Name, StringComparer.Ordinal)];
    }

    private static KubeConfig Load(ConnectionOptions options, KubeEnvironment environment)
    {
        KubeConfig config = new();
        if (options.Kubeconfig is { } only)
        {
            KubeConfigReader.Add(config, only);
            return config;
        }

        string? list = environment.Variable("KUBECONFIG");
        string[] files = string.IsNullOrEmpty(list)
            ? [HomeFile(environment)]
            : list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        // A file of the list that does not exist is no error: kubectl would create it.
        foreach (string file in files.Distinct(StringComparer.Ordinal).Where(File.Exists))
            KubeConfigReader.Add(config, file);
        return config;
    }

    private static KubeConnection FromConfig(KubeConfig config, ConnectionOptions options, KubeEnvironment environment)
    {
        string files = string.Join(", ", config.Files);
        string name = options.Context ?? config.CurrentContext;
        KubeContext? context = null;
        if (name.Length > 0)
        {
            context = config.Contexts.GetValueOrDefault(name)
                ?? throw Wrong($"no context '{name}' in {files}; {Known("contexts", config.Contexts.Keys)}");
        }

        string clusterName = options.Cluster ?? context?.Cluster ?? "";
        if (clusterName.Length == 0)
        {
            throw Wrong(context is null
                ? $"no current context in {files}; give --context: {Known("contexts", config.Contexts.Keys)}"
                : $"context '{name}' in {files} names no cluster");
        }

        KubeCluster cluster = config.Clusters.GetValueOrDefault(clusterName)?.Value
            ?? throw Wrong($"no cluster '{clusterName}' in {files}; {Known("clusters", config.Clusters.Keys)}");
        string userName = options.User ?? context?.User ?? "";
        KubeUser user = userName.Length == 0
            ? new KubeUser()
            : config.Users.GetValueOrDefault(userName)?.Value
                ?? throw Wrong($"no user '{userName}' in {files}; {Known("users", config.Users.Keys)}");
        return new KubeConnection(
            Address(cluster, files), options.Namespace ?? context?.Namespace ?? DefaultNamespace, cluster, With(user, options), environment)
        {
            Context = context?.Name ?? "",
            Origin = files,
        };
    }

    private static KubeUser With(KubeUser user, ConnectionOptions options) =>
        options.Impersonate is { } impersonate ? user with { Impersonate = impersonate } : user;

    private static Uri Address(KubeCluster cluster, string files)
    {
        string server = cluster.Server;
        if (server.Length == 0)
            throw Wrong($"cluster '{cluster.Name}' in {files} has no server");
        // As client-go: an address without a scheme is a host, reached with TLS.
        if (!server.Contains("://", StringComparison.Ordinal))
            server = "https://" + server;
        return Uri.TryCreate(server, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" && address.Host.Length > 0
            ? address
            : throw Wrong($"cluster '{cluster.Name}' in {files}: server '{cluster.Server}' is no http(s) address");
    }

    // The variables and files that the kubelet gives every pod ("Accessing the API from a Pod").
    private static KubeConnection? InCluster(ConnectionOptions options, KubeEnvironment environment)
    {
        string? host = environment.Variable("KUBERNETES_SERVICE_HOST");
        string? port = environment.Variable("KUBERNETES_SERVICE_PORT");
        string token = Path.Combine(environment.ServiceAccountFolder, "token");
        if (string.IsNullOrEmpty(host) || string.IsNullOrEmpty(port) || !File.Exists(token))
            return null;
        string authority = Path.Combine(environment.ServiceAccountFolder, "ca.crt");
        string namespaceFile = Path.Combine(environment.ServiceAccountFolder, "namespace");
        string text = $"https://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}";
        Uri server = Uri.TryCreate(text, UriKind.Absolute, out Uri? address)
            ? address
            : throw Wrong($"KUBERNETES_SERVICE_HOST and _PORT give no address: {text}");
        string own = File.Exists(namespaceFile) ? File.ReadAllText(namespaceFile).Trim() : "";
        return new KubeConnection(
            server,
            options.Namespace ?? (own.Length > 0 ? own : DefaultNamespace),
            new KubeCluster { AuthorityFile = File.Exists(authority) ? authority : null },
            With(new KubeUser { TokenFile = token }, options),
            environment)
        {
            IsInCluster = true,
            Origin = "the pod's service account",
        };
    }

    private static string HomeFile(KubeEnvironment environment) => Path.Combine(environment.HomeFolder, ".kube", "config");

    private static string Known(string what, IEnumerable<string> names)
    {
        string[] sorted = [.. names.Order(StringComparer.Ordinal)];
        return sorted.Length == 0 ? $"it has no {what}" : $"its {what}: {string.Join(", ", sorted.Take(10))}{(sorted.Length > 10 ? ", …" : "")}";
    }

    private static KubernetesException Wrong(string message) => new(KubernetesError.Configuration, message);
}
