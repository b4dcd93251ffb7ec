import 'reflect-metadata';
import { Body, Controller, Module, Post, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Type } from 'class-transformer';
import { IsIn, IsISO8601, IsNumber, IsString, ValidateNested } from 'class-validator';

class PointBody {
  @IsNumber() lon: number;
  @IsNumber() lat: number;
}

class CategoryBody {
  @IsString() standard: string;
  @IsIn(['component', 'matter']) kind: string;
  @IsString() code: string;
}

class ReportBody {
  @IsString() channel: string;
  @IsISO8601() occurredAt: string;
  @IsIn(['normal', 'urgent']) severity: string;
  @ValidateNested() @Type(() => PointBody) point: PointBody;
  @ValidateNested() @Type(() => CategoryBody) category: CategoryBody;
}

@Controller('v1/incidents')
class EmptyController {
  @Post()
  report(@Body() _body: ReportBody): { position: string } {
    return { position: 'incidents:1' };
  }
}

@Module({ controllers: [EmptyController] })
class BareModule {}

/** The physical limit of the framework: the same body checked by the same library, nothing done with it. */
const app = await NestFactory.create<NestFastifyApplication>(BareModule, new FastifyAdapter(), {
  logger: false,
});
app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
await app.listen(0, '127.0.0.1');
process.send?.({ origin: await app.getUrl(), token: 'none' });
process.on('disconnect', () => process.exit(0));
