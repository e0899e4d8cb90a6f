namespace ServerlessPipeline.Cli;

/// <summary>The command cannot go on; the message says why and what to do, and is all that the user sees.</summary>
internal sealed class CommandException(string message, Exception? inner = null) : Exception(message, inner);
