using Sonde.Linux.Memory;

namespace Sonde.Collectors.Python;

/// <summary>What a thread state said at one instant.</summary>
/// <param name="NativeId">Its thread ID in the target's own PID namespace.</param>
/// <param name="Frame">The innermost frame.</param>
/// <param name="CFrame">Up to 3.12: where the innermost frame is noted.</param>
/// <param name="Chunk">The chunk of the data stack in use.</param>
/// <param name="Top">The first free byte in it.</param>
internal readonly record struct ThreadInstant(
    long NativeId, UserAddress Frame, UserAddress CFrame, UserAddress Chunk, UserAddress Top);
