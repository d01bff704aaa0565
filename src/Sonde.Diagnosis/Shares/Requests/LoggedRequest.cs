namespace Sonde.Diagnosis.Shares.Requests;

/// <summary>One request as an access log tells it; what the log does not tell is empty.</summary>
/// <param name="Line">The line that tells it.</param>
/// <param name="Status">What the client was answered (RFC 9110, section 15); of a try that got no answer 0.</param>
internal sealed record LoggedRequest(string Line, int Status)
{
    /// <summary>The method: <c>GET</c>.</summary>
    public string Method { get; init; } = "";

    /// <summary>The path, without its query; what names one thing only is a <c>*</c>.</summary>
    public string Path { get; init; } = "";

    /// <summary>The host that was asked for.</summary>
    public string Host { get; init; } = "";

    /// <summary>Who asked.</summary>
    public string Client { get; init; } = "";

    /// <summary>Who was to answer: an address or a host, without its port.</summary>
    public string Upstream { get; init; } = "";

    /// <summary>What the proxy calls those who could have answered: <c>shop-cart-80</c>, <c>outbound|80||cart.shop.svc.cluster.local</c>.</summary>
    public string Backend { get; init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The server failed, or gave no answer to a proxy that tried it. That a client was wrong, or went away, is no failure.</summary>
    public bool Fails => Status is 0 or >= 500;
}
