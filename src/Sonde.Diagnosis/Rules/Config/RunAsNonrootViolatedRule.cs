using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>The pod must not run as root, and its image does.</summary>
internal sealed class RunAsNonrootViolatedRule : WorkloadRule
{
    public override string Slug => "run-as-nonroot-violated";

    public override IReadOnlyList<string> Kinds => ["Pod"];

    public override void Evaluate(Workload workload, RuleContext context)
    {
        foreach (Pod pod in workload.Pods)
        {
            foreach (ContainerStatus status in pod.AllStatuses)
            {
                // kubelet, pkg/kubelet/kuberuntime/security_context.go: verifyRunAsNonRoot
                if (status.State.WaitingReason != "CreateContainerConfigError"
                    || !status.State.WaitingMessage.Contains("runAsNonRoot", StringComparison.Ordinal)
                    || pod.Spec.Find(status.Name) is not { } container)
                {
                    continue;
                }

                bool isNamed = status.State.WaitingMessage.Contains("non-numeric", StringComparison.Ordinal);
                bool isOwn = container.Security.RunAsNonRoot == true;
                string why = isNamed ? "its image names its user by a name, so that nobody can tell whether that is root"
                    : (container.Security.RunAsUser ?? pod.Spec.Security.RunAsUser) == 0 ? "runAsUser is 0, which is root"
                    : $"its image {container.Image} runs as root";
                string path = isOwn ? $"spec.containers[{container.Name}].securityContext.runAsNonRoot" : "spec.securityContext.runAsNonRoot";
                context.Report(new Finding(Slug, workload.Ref, $"container {container.Name} may not start: runAsNonRoot is set, and {why}")
                {
                    Container = container.Name,
                    Since = pod.Meta.Created,
                    Evidence =
                    [
                        new Evidence(pod.Ref, $"{status.Path}.state.waiting", LogExcerpt.Shorten(status.State.WaitingMessage), null),
                        new Evidence(pod.Ref, path, "true", null),
                    ],
                    Remedies =
                    [
                        PodChange.OfContainer(
                            workload, pod, container, "name a user that is not root, and that the image's files let in", "securityContext: {runAsUser: 10001}"),
                        new Remedy("or use an image whose USER is a number other than 0", null, null, IsDisruptive: true),
                    ],
                });
                return;
            }
        }
    }
}
