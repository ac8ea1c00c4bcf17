package dev.weir.simulate;

import dev.weir.simulate.Place.Address;
import java.util.List;
import java.util.SplittableRandom;

/** From where an account's requests come. */
sealed interface Access {
  /** Returns where the next session comes from. */
  Address session(SplittableRandom random);

  /** Returns where the next request of a session comes from that has come from {@code last}. */
  default Address request(SplittableRandom random, Address last) {
    return last;
  }

  /** Returns how sure the front end is that an address is a proxy's. */
  double confidence(Address address);

  /** At home, sometimes elsewhere in the country: a mobile network, a café. */
  record Home(Address home, double away) implements Access {
    @Override
    public Address session(SplittableRandom random) {
      return Draw.happens(random, away) ? home.place().home(random) : home;
    }

    @Override
    public double confidence(Address address) {
      return Access.noise(address, 0.04);
    }
  }

  /** One of a few shared addresses: an office's, a campus's, a cloud's. */
  record Shared(List<Address> addresses, Address home, double atHome) implements Access {
    @Override
    public Address session(SplittableRandom random) {
      return Draw.happens(random, atHome) ? home : addresses.get(random.nextInt(addresses.size()));
    }

    @Override
    public double confidence(Address address) {
      return Access.noise(address, 0.06);
    }
  }

  /** The exits of a commercial proxy, which front ends know for the most part. */
  record Vpn(List<Address> exits, double least, double most) implements Access {
    @Override
    public Address session(SplittableRandom random) {
      return exits.get(random.nextInt(exits.size()));
    }

    @Override
    public double confidence(Address address) {
      return least + Access.noise(address, most - least);
    }
  }

  /**
   * Homes of many people in turn, each for a session or only for a request.
   *
   * @param each a new address for each request
   * @param exits how many there are; 0 for as many as the countries have
   */
  record Residential(
      List<Place> places, boolean each, int exits, long network, double least, double most)
      implements Access {
    @Override
    public Address session(SplittableRandom random) {
      if (exits > 0) {
        long exit = Streams.mix(network + random.nextInt(exits));
        SplittableRandom fixed = new SplittableRandom(exit);
        return places.get(fixed.nextInt(places.size())).home(fixed);
      }
      return places.get(random.nextInt(places.size())).home(random);
    }

    @Override
    public Address request(SplittableRandom random, Address last) {
      return each ? session(random) : last;
    }

    @Override
    public double confidence(Address address) {
      return least + Access.noise(address, most - least);
    }
  }

  /** Returns a value below {@code most} that is always the same for an address. */
  private static double noise(Address address, double most) {
    return (Streams.mix(address.ip()) >>> 11) * 0x1.0p-53 * most;
  }
}
