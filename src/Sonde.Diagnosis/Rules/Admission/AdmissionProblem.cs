namespace Sonde.Diagnosis.Rules;

/// <summary>Who refuses to let a pod be made.</summary>
internal enum AdmissionProblem
{
    /// <summary>Somebody whom no rule knows.</summary>
    Other,

    /// <summary>A ResourceQuota.</summary>
    Quota,

    /// <summary>A LimitRange.</summary>
    LimitRange,

    /// <summary>The Pod Security level of the namespace.</summary>
    PodSecurity,

    /// <summary>A webhook, or a ValidatingAdmissionPolicy, says no.</summary>
    Denied,

    /// <summary>A webhook cannot be asked.</summary>
    WebhookUnreachable,

    /// <summary>The pod's ServiceAccount does not exist.</summary>
    ServiceAccount,

    /// <summary>The pod's PriorityClass does not exist.</summary>
    PriorityClass,

    /// <summary>The pod's RuntimeClass does not exist.</summary>
    RuntimeClass,
}
