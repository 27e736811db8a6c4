# The base of the example: a Java runtime with just the modules that the service needs, and the shared libraries under it.
FROM scratch
COPY . /
ENV PATH=/opt/java/bin
CMD ["java", "-version"]
