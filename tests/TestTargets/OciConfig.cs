using System.Text.Json.Nodes;

namespace Sonde.TestTargets;

/// <summary>Writes the OCI runtime's <c>config.json</c> (github.com/opencontainers/runtime-spec) for a test's container.</summary>
internal static class OciConfig
{
    public static string Write(RuncOptions options) =>
        new JsonObject
        {
            ["ociVersion"] = "1.0.2",
            ["process"] = new JsonObject
            {
                ["terminal"] = false,
                ["user"] = new JsonObject { ["uid"] = options.User, ["gid"] = options.User },
                ["args"] = Strings(options.Arguments),
                ["env"] = Strings(options.Environment),
                ["cwd"] = "/",
                ["noNewPrivileges"] = true,
                ["capabilities"] = new JsonObject
                {
                    ["bounding"] = Strings(options.Capabilities),
                    ["effective"] = Strings(options.Capabilities),
                    ["permitted"] = Strings(options.Capabilities),
                },
            },
            ["root"] = new JsonObject { ["path"] = "rootfs", ["readonly"] = true },
            ["hostname"] = "sonde-test",
            ["mounts"] = Mounts(options),
            ["annotations"] = new JsonObject(options.Annotations.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
            ["linux"] = Linux(options),
        }.ToJsonString();

    private static JsonArray Mounts(RuncOptions options)
    {
        var mounts = new List<JsonNode>
        {
            Mount("/proc", "proc", "proc"),
            Mount("/dev", "tmpfs", "tmpfs", "nosuid", "mode=755"),
            Mount("/tmp", "tmpfs", "tmpfs", "nosuid", "nodev", "mode=1777"),
        };
        foreach ((string inside, string host) in options.Binds)
            mounts.Add(Mount(inside, "bind", host, "rbind", "ro"));
        return [.. mounts];
    }

    private static JsonObject Mount(string destination, string type, string source, params string[] flags) =>
        new() { ["destination"] = destination, ["type"] = type, ["source"] = source, ["options"] = Strings(flags) };

    private static JsonObject Linux(RuncOptions options)
    {
        var namespaces = new List<JsonNode>();
        foreach (string type in (string[])["mount", "ipc", "uts", "network"])
            namespaces.Add(new JsonObject { ["type"] = type });
        if (options.JoinPidNamespaceOf is { } process)
            namespaces.Add(new JsonObject { ["type"] = "pid", ["path"] = $"/proc/{process}/ns/pid" });
        else if (!options.HostPids)
            namespaces.Add(new JsonObject { ["type"] = "pid" });
        if (options.PrivateCgroupNamespace)
            namespaces.Add(new JsonObject { ["type"] = "cgroup" });
        var resources = new JsonObject { ["memory"] = new JsonObject { ["limit"] = options.MemoryLimitBytes } };
        if (options.CpuQuotaMicroseconds > 0)
            resources["cpu"] = new JsonObject { ["quota"] = options.CpuQuotaMicroseconds, ["period"] = 100_000 };
        if (options.PidsLimit > 0)
            resources["pids"] = new JsonObject { ["limit"] = options.PidsLimit };
        var linux = new JsonObject { ["namespaces"] = new JsonArray([.. namespaces]), ["resources"] = resources };
        if (options.CgroupsPath is { } path)
            linux["cgroupsPath"] = path;
        return linux;
    }

    private static JsonArray Strings(IEnumerable<string> values) => [.. values.Select(value => (JsonNode)value!)];
}
