package dev.weir.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A country, as far as its networks and its hours go. */
enum Place {
  US(-6, 300, 63, 12),
  IN(5, 130, 106, 6),
  GB(0, 70, 81, 4),
  DE(1, 65, 91, 4),
  BR(-3, 70, 177, 5),
  JP(9, 60, 118, 4),
  FR(1, 50, 90, 3),
  CA(-5, 45, 99, 2),
  KR(9, 40, 211, 2),
  ID(7, 40, 36, 2),
  NG(1, 30, 105, 2),
  AU(10, 30, 101, 1),
  VN(7, 25, 113, 2),
  MX(-6, 25, 187, 2),
  PL(1, 20, 83, 2);

  private static final int OCTET = 256;
  private static final int PROVIDERS = 6;

  /** By how many hours its clocks are ahead of UTC. */
  private final int hours;

  /** Its share of all accounts, in per mille. */
  private final int weight;

  /** The first octet of the first of its address blocks. */
  private final int firstBlock;

  private final int blocks;

  Place(int hours, int weight, int firstBlock, int blocks) {
    this.hours = hours;
    this.weight = weight;
    this.firstBlock = firstBlock;
    this.blocks = blocks;
  }

  int hours() {
    return hours;
  }

  /** Returns a country, each by its share. */
  static Place any(SplittableRandom random) {
    int total = 0;
    for (Place place : values()) {
      total += place.weight;
    }
    int left = random.nextInt(total);
    for (Place place : values()) {
      left -= place.weight;
      if (left < 0) {
        return place;
      }
    }
    return US;
  }

  /** Returns an address that an access provider of this country gives out. */
  Address home(SplittableRandom random) {
    int block = random.nextInt(blocks);
    int second = random.nextInt(OCTET);
    int ip =
        ((firstBlock + block) << 24)
            | (second << 16)
            | (random.nextInt(OCTET) << 8)
            | (1 + random.nextInt(OCTET - 2));
    // A provider holds ranges of the second octet, so a network's number follows from the address.
    int asn = 3_000 + firstBlock * 100 + block * 40 + second % PROVIDERS;
    return new Address(ip, asn, this);
  }

  /** Returns addresses of one site: an office, a campus, a venue. All are in one /24. */
  List<Address> site(SplittableRandom random, int count) {
    Address first = home(random);
    List<Address> site = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int last = (first.ip() + i * 3) & 0xff;
      site.add(new Address((first.ip() & 0xffff_ff00) | Math.max(1, last), first.asn(), this));
    }
    return site;
  }

  /** Returns an address of a data centre: a cloud's egress, or a commercial proxy's exit. */
  static Address hosted(SplittableRandom random, int provider) {
    int ip = ((34 + provider % 20) << 24) | random.nextInt(1 << 24) | 1;
    return new Address(ip, 14_000 + provider * 7, values()[provider % 5]);
  }

  /**
   * Where a request comes from.
   *
   * @param ip of version 4
   * @param asn the network's number
   */
  record Address(int ip, int asn, Place place) {
    /** Writes the address as it is read. */
    String text() {
      return (ip >>> 24)
          + "."
          + ((ip >>> 16) & 0xff)
          + "."
          + ((ip >>> 8) & 0xff)
          + "."
          + (ip & 0xff);
    }
  }
}
