using System.Text.RegularExpressions;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Rules;

/// <summary>A container is to run under a seccomp or AppArmor profile that is not on its node.</summary>
internal sealed partial class SecurityProfileMissingRule : ContainerFailureRule
{
    public override string Slug => "security-profile-missing";

    /// <summary>The sort of profile and its name that a runtime could not load; null when the message speaks of none.</summary>
    public static (string Sort, string Name)? ProfileIn(string message)
    {
        if (Seccomp().Match(message) is { Success: true } seccomp)
            return ("seccomp", seccomp.Groups["name"].Value);
        return AppArmor().Match(message) is { Success: true } armor ? ("AppArmor", armor.Groups["name"].Value) : null;
    }

    protected override bool Takes(ContainerFailure failure) => failure.Cause == FailureCause.SecurityProfile;

    protected override void Report(ContainerFailure failure, RuleContext context)
    {
        (string sort, string name) = ProfileIn(failure.Death.Message)!.Value;
        string node = failure.Pod.Spec.NodeName;
        bool isSeccomp = sort == "seccomp";
        context.Report(failure.ToFinding(Slug,
            $"{failure.Named} cannot be created: the {sort} profile{(name.Length > 0 ? " " + name : "")} that its securityContext names is not {(isSeccomp ? "on" : "loaded on")} node {node}") with
        {
            Remedies =
            [
                new Remedy(isSeccomp
                    ? "put the profile on every node where the pod may run (below the kubelet's seccomp folder; the Security Profiles Operator does it), or correct localhostProfile"
                    : "load the profile on every node where the pod may run (apparmor_parser), or correct its name", null, null, IsDisruptive: false),
                PodChange.OfContainer(failure.Workload, failure.Pod, failure.Container, "or use the runtime's own profile", $"securityContext: {{{(isSeccomp ? "seccompProfile" : "appArmorProfile")}: {{type: RuntimeDefault, localhostProfile: null}}}}"),
                .. Rollback.Of(failure.Workload),
            ],
        });
    }

    // containerd: cannot load seccomp profile "/var/lib/kubelet/seccomp/x.json": open …: no such file or directory; CRI-O: failed to load seccomp profile
    [GeneratedRegex("""(cannot|failed to|unable to) load (local )?seccomp profile( "(?<name>[^"]+)")?""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Seccomp();

    // containerd: apparmor profile not found x; CRI-O: AppArmor profile "x" specified but not loaded; runc: apparmor failed to apply profile: … no such file or directory
    [GeneratedRegex("""apparmor profile not found (?<name>[^\s:"]+)|AppArmor profile "?(?<name>[^\s:"]+)"? .*not loaded|apparmor failed to apply profile: [^\n]*no such file""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex AppArmor();
}
