package dev.weir.replay;

/** What stands in a JSON document where a value should, in words. */
enum JsonStructure {
  OBJECT("an object"),
  LIST("a list"),
  NOTHING("nothing");

  private final String words;

  JsonStructure(String words) {
    this.words = words;
  }

  @Override
  public String toString() {
    return words;
  }
}
