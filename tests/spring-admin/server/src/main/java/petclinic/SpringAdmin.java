package petclinic;

import de.codecentric.boot.admin.server.config.EnableAdminServer;
import de.codecentric.boot.admin.server.web.client.HttpHeadersProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpHeaders;

/** A Spring Boot Admin server as its documentation writes one. The command line says whom it watches and where it registers. */
@SpringBootApplication
@EnableAdminServer
public class SpringAdmin {
    public static void main(String[] arguments) {
        SpringApplication.run(SpringAdmin.class, arguments);
    }

    /** Services on AWS open their actuator to those who send the operators' token. */
    @Bean
    HttpHeadersProvider operatorToken(@Value("${petclinic.operator-token}") String token) {
        return instance -> {
            HttpHeaders headers = new HttpHeaders();
            headers.setBearerAuth(token);
            return headers;
        };
    }
}
