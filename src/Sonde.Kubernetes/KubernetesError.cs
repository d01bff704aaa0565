namespace Sonde.Kubernetes;

/// <summary>Why a cluster could not be asked, or would not answer.</summary>
public enum KubernetesError
{
    /// <summary>No kubeconfig, or one that cannot be used as it is.</summary>
    Configuration,

    /// <summary>A credential could not be had: an exec plugin failed, a token file or a certificate cannot be read.</summary>
    Credentials,

    /// <summary>No connection: refused, no such host, no route, no answer in time, a proxy that will not.</summary>
    Unreachable,

    /// <summary>The server's certificate is not trusted, or there is no TLS at the other end.</summary>
    Tls,

    /// <summary>401: the server does not know who asks.</summary>
    Unauthorized,

    /// <summary>403: the server knows, and refuses.</summary>
    Forbidden,

    /// <summary>404: no such object, kind or path.</summary>
    NotFound,

    /// <summary>409: it exists already, or was changed in between.</summary>
    Conflict,

    /// <summary>410: a resource version or a list's continuation is too old.</summary>
    Expired,

    /// <summary>400, 405, 406, 413, 415 or 422: the request is not one the server takes.</summary>
    Invalid,

    /// <summary>429: too many requests, after waiting as long as the server asked.</summary>
    TooManyRequests,

    /// <summary>5xx, after retries.</summary>
    Server,

    /// <summary>What came is no answer of a Kubernetes API server: no JSON, cut off, too long.</summary>
    Protocol,
}
