using Sonde.Linux;

namespace Sonde.Collectors.Session.Targets;

/// <summary>The locators of this place.</summary>
public static class TargetLocators
{
    /// <summary>Finds a target with the first locator that knows its kind.</summary>
    /// <exception cref="TargetException">It cannot be found or observed, or no locator knows its kind.</exception>
    public static TargetProcesses Locate(this IEnumerable<ITargetLocator> locators, Target target) =>
        locators.Select(locator => locator.TryLocate(target)).FirstOrDefault(processes => processes is not null)
        ?? throw new TargetException(TargetError.Unsupported, $"{target} cannot be looked at from here");
}
