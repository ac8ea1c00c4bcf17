# The same image as ./mvnw -Pimage makes without Docker: nothing in it but Weir, a Java runtime and the C library.
#   docker build -t weir . && docker run --rm -p 127.0.0.1:9090:9090 weir
FROM eclipse-temurin:25.0.3_9-jdk-noble AS build
WORKDIR /build
COPY .mvn .mvn
COPY mvnw pom.xml ./
COPY proto proto
COPY client client
COPY server server
COPY bench/pom.xml bench/pom.xml
COPY tools tools
RUN --mount=type=cache,target=/root/.m2 \
    ./mvnw -B -ntp -Dmaven.test.skip -pl server -am package \
    && TOOLCHAIN_JAVA_HOME="$JAVA_HOME" tools/image-root.sh /image server/target/weir-server-*.jar server/target/lib

FROM scratch
COPY --from=build /image/ /
# A container's loopback is nobody else's. Administration stays there until it has TLS.
ENV WEIR_HOME=/tmp WEIR_GRPC_ADDRESS=0.0.0.0:9090 WEIR_HTTP_ADDRESS=0.0.0.0:9092
USER 65532:65532
WORKDIR /tmp
EXPOSE 9090 9091 9092
ENTRYPOINT ["/opt/java/bin/java", "@/opt/weir/java.options", "dev.weir.server.Main"]
CMD ["serve"]
