package dev.weir.client;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.Status;
import io.grpc.StatusOr;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Resolves several targets as one, since a gRPC channel takes only one: the addresses of each,
 * together.
 */
final class MergedTargets extends NameResolverProvider {
  /** The one target that stands for all. */
  static final String TARGET = "weir-targets:///all";

  private final List<String> targets;

  private MergedTargets(List<String> targets) {
    this.targets = targets;
  }

  /** Returns a registry for a channel to {@link #TARGET}. */
  static NameResolverRegistry registry(List<String> targets) {
    NameResolverRegistry registry = new NameResolverRegistry();
    registry.register(new MergedTargets(targets));
    return registry;
  }

  @Override
  protected boolean isAvailable() {
    return true;
  }

  @Override
  protected int priority() {
    return 5;
  }

  @Override
  public String getDefaultScheme() {
    return "weir-targets";
  }

  @Override
  public Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
    return Set.of(InetSocketAddress.class);
  }

  @Override
  public NameResolver newNameResolver(URI merged, NameResolver.Args args) {
    NameResolver.Factory each = NameResolverRegistry.getDefaultRegistry().asFactory();
    List<NameResolver> parts = new ArrayList<>();
    for (String target : targets) {
      parts.add(resolver(each, target, args));
    }
    return new Merged(parts);
  }

  private static NameResolver resolver(
      NameResolver.Factory factory, String target, NameResolver.Args args) {
    NameResolver resolver = null;
    if (target.contains(":/")) {
      resolver = factory.newNameResolver(URI.create(target), args);
    }
    try {
      if (resolver == null) {
        resolver = factory.newNameResolver(new URI("dns", "", "/" + target, null), args);
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(target + " (expected: a name and port)", e);
    }
    if (resolver == null) {
      throw new IllegalArgumentException(target + " (expected: a target that gRPC can resolve)");
    }
    return resolver;
  }

  /**
   * The addresses of all parts. All of its methods and listeners run in the channel's
   * synchronization context.
   */
  private static final class Merged extends NameResolver {
    private final List<NameResolver> parts;
    private final List<@Nullable ResolutionResult> known;

    Merged(List<NameResolver> parts) {
      this.parts = parts;
      this.known = new ArrayList<>();
      parts.forEach(part -> known.add(null));
    }

    @Override
    public String getServiceAuthority() {
      return parts.get(0).getServiceAuthority();
    }

    @Override
    public void start(Listener2 listener) {
      for (int i = 0; i < parts.size(); i++) {
        int part = i;
        parts
            .get(i)
            .start(
                new Listener2() {
                  @Override
                  public void onResult(ResolutionResult result) {
                    Status unused = learned(part, result, listener);
                  }

                  @Override
                  public Status onResult2(ResolutionResult result) {
                    return learned(part, result, listener);
                  }

                  @Override
                  public void onError(Status error) {
                    Status unused =
                        learned(
                            part,
                            ResolutionResult.newBuilder()
                                .setAddressesOrError(StatusOr.fromStatus(error))
                                .build(),
                            listener);
                  }
                });
      }
    }

    /** Passes on all addresses known so far; an error only where there is none. */
    private Status learned(int part, ResolutionResult result, Listener2 listener) {
      ResolutionResult before = known.get(part);
      if (result.getAddressesOrError().hasValue()
          || before == null
          || !before.getAddressesOrError().hasValue()) {
        known.set(part, result);
      }
      List<EquivalentAddressGroup> addresses = new ArrayList<>();
      for (ResolutionResult each : known) {
        if (each != null && each.getAddressesOrError().hasValue()) {
          addresses.addAll(each.getAddressesOrError().getValue());
        }
      }
      return listener.onResult2(
          addresses.isEmpty()
              ? result
              : ResolutionResult.newBuilder()
                  .setAddressesOrError(StatusOr.fromValue(addresses))
                  .build());
    }

    @Override
    public void refresh() {
      parts.forEach(NameResolver::refresh);
    }

    @Override
    public void shutdown() {
      parts.forEach(NameResolver::shutdown);
    }
  }
}
