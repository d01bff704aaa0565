using Sonde.TestTargets.Browser;

[assembly: AssemblyFixture(typeof(Sonde.Web.Tests.BrowserFixture))]
// A tab behind another one is slowed down and has no focus.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Sonde.Web.Tests;

/// <summary>One browser for all tests; each opens pages of its own.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private Chromium? _chromium;

    internal Chromium Chromium => _chromium ?? throw new InvalidOperationException("the browser has not started");

    public async ValueTask InitializeAsync() => _chromium = await Chromium.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_chromium is not null)
            await _chromium.DisposeAsync();
    }
}
