using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Config;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A value that a container is given: a variable, also one out of a ConfigMap, or a word of its command or arguments.</summary>
/// <param name="Container">The container.</param>
/// <param name="Name">The variable; <c>args</c> or <c>command</c> for a word.</param>
/// <param name="Value">The value.</param>
/// <param name="Source">Where it stands.</param>
internal sealed record GivenValue(string Container, string Name, string Value, Evidence Source)
{
    /// <summary>It is a variable.</summary>
    public bool IsVariable => Name is not ("args" or "command");

    /// <summary>How people call it.</summary>
    public string Named => IsVariable ? $"env {Name} of container {Container}" : $"{Name} of container {Container}";

    /// <summary>The host names in it, with their ports.</summary>
    public IEnumerable<(string Host, int Port)> Hosts => HostReferences.Hosts(Value, isCommand: !IsVariable).Distinct();

    /// <summary>What the containers of a workload are given. Shell scripts are left out: what stands in them need not be used.</summary>
    public static IEnumerable<GivenValue> Of(Workload workload, RuleContext context)
    {
        if (workload.Template is not { } template)
            yield break;
        foreach (Container container in template.Spec.AllContainers)
        {
            foreach (EnvVar variable in container.Env)
            {
                if (variable.From is null && variable.Value.Length > 0)
                    yield return new GivenValue(container.Name, variable.Name, variable.Value, new Evidence(workload.Ref, $"spec.containers[{container.Name}].env[{variable.Name}]", variable.Value, null));
                else if (variable.From is { Kind: "ConfigMap", Keys: [{ } key] } from && Map(workload, from, context) is { } map && map.Data.TryGetValue(key, out string? value))
                    yield return new GivenValue(container.Name, variable.Name, value, new Evidence(map.Ref, $"data[{key}]", value, null));
            }

            foreach (KeyRef whole in container.EnvFrom.Where(one => one.Kind == "ConfigMap"))
            {
                foreach ((string name, string value) in (Map(workload, whole, context)?.Data ?? new Dictionary<string, string>()).OrderBy(pair => pair.Key, StringComparer.Ordinal))
                    yield return new GivenValue(container.Name, name, value, new Evidence(new ObjectRef("ConfigMap", workload.Ref.Namespace, whole.Name), $"data[{name}]", value, null));
            }

            // What an init container waits for by its command is told by its own rule.
            if (template.Spec.InitContainers.Contains(container))
                continue;
            foreach ((string word, string where) in container.Command.Select(word => (word, "command")).Concat(container.Args.Select(word => (word, "args"))))
            {
                if (!word.Any(char.IsWhiteSpace))
                    yield return new GivenValue(container.Name, where, word, new Evidence(workload.Ref, $"spec.containers[{container.Name}].{where}", LogExcerpt.Shorten(word), null));
            }
        }
    }

    private static ConfigMap? Map(Workload workload, KeyRef reference, RuleContext context) => context.Find<ConfigMap>("ConfigMap", workload.Ref.Namespace, reference.Name);
}
