using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Network;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Rules;

/// <summary>A Service's selector catches pods of another program beside those it is meant for.</summary>
internal sealed class ServiceForeignPodsRule : ObjectRule<Service>
{
    public override string Slug => "service-foreign-pods";

    public override IReadOnlyList<string> Kinds =>
        ["Service", "Pod", "ReplicaSet", "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"];

    public override void Evaluate(Service subject, RuleContext context)
    {
        // A port's name picks the pods that have it: only a number sends requests to every pod that is selected. And to a
        // headless Service nobody sends any.
        int[] numbers = [.. subject.Ports.Select(port => port.Target.Number).Where(number => number > 0)];
        if (subject.Selector.Count == 0 || subject.IsHeadless || subject.Type == "ExternalName" || numbers.Length == 0)
            return;
        Caught[] caught =
        [
            .. context.PodsOf(subject).Where(pod => !pod.IsDone && pod.Meta.Deleted is null)
                .GroupBy(pod => context.WorkloadOf(pod.Ref)?.Ref ?? pod.Ref).OrderBy(group => group.Key, ObjectRef.Order).Select(group => new Caught(group.Key, [.. group])),
        ];
        if (caught.Length < 2)
            return;
        Caught[] meant = [.. caught.Where(one => numbers.Any(number => one.Has(number)))];
        Caught[] others = [.. caught.Except(meant).Where(one => meant.Length > 0 && IsOther(one, meant, subject, numbers, context))];
        if (others.Length > 0)
        {
            string ports = string.Join(", ", numbers.Distinct());
            string problem = $"which do not offer port {ports}";
            // A container may listen where it does not say so; one that says where it listens does not.
            bool isDeclared = others.All(one => one.Pods.All(pod => pod.Spec.Containers.All(container => container.Ports.Count > 0)));
            Report(subject, meant, others, problem, isDeclared ? Confidence.Likely : Confidence.Possible, context);
        }
        else if (meant.FirstOrDefault(one => one.Workload.Name == subject.Ref.Name) is { } named
            && meant.Where(one => IsOtherApplication(one, named)).ToArray() is { Length: > 0 } applications)
        {
            Report(subject, [.. meant.Except(applications)], applications, "another application, which answers in its place", Confidence.Possible, context);
        }
    }

    /// <summary>
    /// Pods that do not offer what the Service leads to, and run another program than those that do: two versions of one program
    /// behind a Service are a canary, whatever they declare.
    /// </summary>
    private static bool IsOther(Caught one, Caught[] meant, Service service, int[] numbers, RuleContext context)
    {
        string[] names = [.. service.Ports.Where(port => port.Target.Number == 0).Select(port => port.Target.Name)];
        Container[] servers = [.. meant.SelectMany(other => other.Pods[0].Spec.Containers).Where(container => numbers.Any(number => OfferedPorts.Has(container, number)))];
        return !one.Pods.Any(pod => OfferedPorts.Of(pod).Any(port => names.Contains(port.Name)))
            && !one.Pods[0].Spec.Containers.Any(container => Array.Exists(servers, server => IsSameProgram(container, server)))
            && !numbers.Any(number => OfferedPorts.Listens(one.Pods, number, context));
    }

    /// <summary>Pods with an application label, a name and images of their own, behind a Service that has the other's name.</summary>
    private static bool IsOtherApplication(Caught one, Caught named) =>
        !ReferenceEquals(one, named) && one.Application is { } its && named.Application is { } application && its != application
            && !IsVariant(one.Workload.Name, named.Workload.Name) && !IsVariant(its, application) && !Images(one).Intersect(Images(named)).Any();

    private static IEnumerable<string> Images(Caught one) => one.Pods[0].Spec.Containers.Select(container => Repository(container.Image));

    /// <summary>web and web-canary, web-blue and web-green: one stem, two versions.</summary>
    private static bool IsVariant(string one, string other) => Stem(one) == Stem(other)
        || one.StartsWith(other, StringComparison.Ordinal) || other.StartsWith(one, StringComparison.Ordinal);

    private static string Stem(string name) => name.LastIndexOf('-') is > 0 and var dash ? name[..dash] : name;

    private static bool IsSameProgram(Container one, Container other) =>
        Repository(one.Image) == Repository(other.Image) && one.Command.SequenceEqual(other.Command) && one.Args.SequenceEqual(other.Args);

    private static string Repository(string image)
    {
        string name = image.Split('@')[0];
        int colon = name.LastIndexOf(':');
        return colon > name.LastIndexOf('/') ? name[..colon] : name;
    }

    private void Report(Service service, Caught[] meant, Caught[] others, string problem, Confidence confidence, RuleContext context)
    {
        Pod[] pods = [.. others.SelectMany(one => one.Pods)];
        // Requests go to those that are ready; the others are in nobody's way yet.
        int serving = pods.Count(pod => pod.IsReady || service.PublishesNotReady), all = serving + meant.Sum(one => one.Pods.Count(pod => pod.IsReady || service.PublishesNotReady));
        string selector = Text(service.Selector);
        string who = string.Join(", ", others.Take(3).Select(one => one.Workload.ToString())) + (others.Length > 3 ? $" and {others.Length - 3} more" : "");
        string share = serving == 0 ? "; none of them is ready now" : $": {serving} of the {all} pods that requests go to";
        context.Report(new Finding(Slug, service.Ref, $"selects {selector}, and so pods of {who} as well, {problem}{share}")
        {
            Severity = serving > 0 ? Severity.Warning : Severity.Info,
            Confidence = confidence,
            Since = others.Select(one => one.Pods.Min(pod => pod.Meta.Created)).Max(),
            Evidence =
            [
                new Evidence(service.Ref, "spec.selector", selector, null),
                .. others.Take(3).SelectMany(one => EvidenceOf(one)),
                .. meant.Take(2).SelectMany(one => EvidenceOf(one)),
            ],
            Remedies = [Apart(service, meant, others)],
        });
    }

    private static Evidence[] EvidenceOf(Caught one)
    {
        Pod pod = one.Pods[0];
        string ports = string.Join(", ", OfferedPorts.Of(pod).Select(port => $"{port.Number}/{port.Protocol}"));
        return
        [
            new Evidence(pod.Ref, "metadata.labels", $"{Text(pod.Meta.Labels.Where(label => !ServiceSelectorMismatchRule.IsPerPod(label.Key)))} ({one.Workload})", null),
            new Evidence(pod.Ref, "spec.containers", $"{string.Join(", ", pod.Spec.Containers.Select(container => container.Image))}; {(ports.Length > 0 ? $"ports {ports}" : "no ports declared")}", null),
        ];
    }

    /// <summary>A label that all pods have that are meant, and no other: with it the selector tells them apart.</summary>
    private static Remedy Apart(Service service, Caught[] meant, Caught[] others)
    {
        KeyValuePair<string, string>? apart = meant[0].Pods[0].Meta.Labels
            .Where(label => !ServiceSelectorMismatchRule.IsPerPod(label.Key) && label.Key is not ("version" or "app.kubernetes.io/version" or "helm.sh/chart" or "pod-template-generation"))
            .Where(label => meant.All(one => one.Pods.All(pod => pod.Meta.Labels.GetValueOrDefault(label.Key) == label.Value))
                && !others.Any(one => one.Pods.Any(pod => pod.Meta.Labels.GetValueOrDefault(label.Key) == label.Value)))
            .OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => (KeyValuePair<string, string>?)label).FirstOrDefault();
        return apart is { } label
            ? new Remedy($"let the Service ask for {label.Key}={label.Value} as well, which only the pods have that are meant",
                $"kubectl patch -n {service.Ref.Namespace} service/{service.Ref.Name} -p '{{\"spec\":{{\"selector\":{{\"{label.Key}\":\"{label.Value}\"}}}}}}'", null, IsDisruptive: false)
            : new Remedy($"give the pods of {others[0].Workload} labels of their own, or those that are meant a label that the Service asks for", null, null, IsDisruptive: true);
    }

    private static string Text(IEnumerable<KeyValuePair<string, string>> labels) =>
        string.Join(",", labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"));

    /// <summary>Pods of one workload that the Service selects.</summary>
    private sealed record Caught(ObjectRef Workload, IReadOnlyList<Pod> Pods)
    {
        /// <summary>What it calls itself; null when it does not.</summary>
        public string? Application => Pods[0].Meta.Labels is var labels
            && (labels.TryGetValue("app.kubernetes.io/name", out string? name) || labels.TryGetValue("app", out name) || labels.TryGetValue("k8s-app", out name)) ? name : null;

        /// <summary>A pod of it offers the port.</summary>
        public bool Has(int number) => Pods.Any(pod => OfferedPorts.Beside(pod).Any(container => OfferedPorts.Has(container, number)));
    }
}
